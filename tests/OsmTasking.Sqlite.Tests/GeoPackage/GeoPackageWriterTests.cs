using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Tests;
using OsmTasking.Sqlite.GeoPackage;
using OsmTasking.TestKit;

namespace OsmTasking.Sqlite.Tests.GeoPackage;

public sealed class GeoPackageWriterTests
{
    private static readonly string[] Layers = ["points", "lines", "polygons", "collections"];

    [Fact]
    public void Write_AnExtract_HasWhatTheSpecificationAsksFor()
    {
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Time = new ManualTime() });

        Assert.Equal(["1196444487"], file.Query("pragma application_id"));
        Assert.Equal(["10300"], file.Query("pragma user_version"));
        Assert.Equal(["ok"], file.Query("pragma integrity_check"));
        Assert.Empty(file.Query("pragma foreign_key_check"));
        Assert.Equal(["-1", "0", "4326"], file.Query("select srs_id from gpkg_spatial_ref_sys order by 1"));
        Assert.Equal(
            [
                "collections|features|2|2|20|20|2026-06-01T12:00:00.000Z", "lines|features|2|2|30|30|2026-06-01T12:00:00.000Z",
                "points|features|-179.5000001|-85.05|0|0|2026-06-01T12:00:00.000Z", "polygons|features|0|0|30|30|2026-06-01T12:00:00.000Z",
            ],
            file.Query("select table_name, data_type, min_x, min_y, max_x, max_y, last_change from gpkg_contents order by 1"));
        Assert.Equal(
            ["collections|geom|GEOMETRYCOLLECTION|4326", "lines|geom|MULTILINESTRING|4326", "points|geom|POINT|4326", "polygons|geom|MULTIPOLYGON|4326"],
            file.Query("select table_name, column_name, geometry_type_name, srs_id from gpkg_geometry_columns order by 1"));
        Assert.Equal(Layers.Order().Select(layer => $"{layer}|geom|gpkg_rtree_index|write-only"), file.Query("select table_name, column_name, extension_name, scope from gpkg_extensions order by 1"));
        Assert.Equal(["24"], file.Query("select count(*) from sqlite_master where type = 'trigger'"));
        Assert.All(Layers, layer => Assert.Equal(["ok"], file.Query($"select rtreecheck('rtree_{layer}_geom')")));
    }

    [Fact]
    public void Write_Attributes_AreColumnsAndTagsAreJson()
    {
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Columns = ["name"] });

        Assert.Equal(
            ["""1|node|1|2|3|2001-09-09T01:46:40.000Z|4|Zoë|a"b|{"@@id":"x","Name":"');drop table points;--","fid":"7","NAME":"","geom":"g","it's":"\\n"}"""],
            file.Query("""select fid, "@type", "@id", "@version", "@changeset", "@timestamp", "@uid", "@user", name, tags from points where fid = 1"""));
        Assert.Equal(["2|node|11|null|null|null|null|null|🗺️<b>|null"], file.Query("""select fid, "@type", "@id", "@version", "@changeset", "@timestamp", "@uid", "@user", name, tags from points where fid = 2"""));
    }

    [Fact]
    public void Write_AnExtract_PassesTheValidatorOfGdal()
    {
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Columns = ["name", "Name", "a\"b"] });
        const string Validator = "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py";
        Assert.SkipUnless(File.Exists(Validator), "python3-gdal is not installed.");

        Assert.Equal("", Gdal.Run("/usr/bin/python3", Validator, "-k", "--extra", file.Path).Trim());
    }

    [Fact]
    public void Write_Geometries_HaveTheHeaderOfTheFormat()
    {
        using var file = new GeoPackageFile("""
            n1 x1 y2 Ta=b
            n2 x3 y-4
            w1 Nn1,n2 Thighway=path
            """);

        static string Doubles(params double[] values) => Convert.ToHexString([.. values.SelectMany(BitConverter.GetBytes)]);

        // Magic, version 0, little endian (a point has no box; others west, east, south, north), SRID 4326.
        Assert.Equal(["4750" + "0001" + "E6100000" + "0101000000" + Doubles(1, 2)], file.Query("select hex(geom) from points"));
        Assert.Equal(
            ["4750" + "0003" + "E6100000" + Doubles(1, 3, -4, 2) + "010500000001000000" + "010200000002000000" + Doubles(1, 2, 3, -4)],
            file.Query("select hex(geom) from lines"));
    }

    [Fact]
    public void Write_OnlySomeAttributes_MakesOnlyTheirColumns()
    {
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Attributes = FeatureAttributes.Id });

        Assert.Equal(["fid", "geom", "@id", "tags"], file.Query("select name from pragma_table_info('points')"));
    }

    [Fact]
    public void Write_HostileKeys_BecomeColumnsOfTheirOwn()
    {
        string[] keys = ["name", "Name", "NAME", "fid", "geom", "tags", "ROWID", "@id", "it's", "a\"b", "x\"); drop table points; --", "Ж\n", "ж\n", "name", "name_2", "@user", "🗺️"];
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Columns = keys });

        Assert.Equal("name,Name_2,NAME_3,fid_2,geom_2,tags_2,ROWID_2,@@id,it's,a\"b,x\"); drop table points; --,Ж\n,ж\n_2,name_2_2,@@user,🗺️", string.Join(',', keys.Distinct().Select(key => file.Columns[key])));
        Assert.Equal(["""a"b|');drop table points;--||7|g|x|\n|null|null"""], file.Query("""select name, "Name_2", "NAME_3", "fid_2", "geom_2", "@@id", "it's", "🗺️", tags from points where "@id" = 1"""));
        Assert.Equal(["1"], file.Query("select ROWID_2 from polygons where \"@id\" = 1 and \"@type\" = 'way'"));
        Assert.Equal(["c\"d"], file.Query("select \"a\"\"b\" from lines where \"@type\" = 'way'"));
        Assert.Equal(["t"], file.Query("select tags_2 from polygons where tags_2 is not null"));
        Assert.Equal(["ok"], file.Query("pragma integrity_check"));
        Assert.Contains("a\"b (String) = c\"d", Gdal.Run("ogrinfo", "-q", file.Path, "lines"));
    }

    [Theory]
    [InlineData("", "key 2 is empty")]
    [InlineData("a\0b", "key 2 contains U+0000")]
    [InlineData("half 1", "key 2 is no valid Unicode")]
    [InlineData("half 2", "key 2 is no valid Unicode")]
    public void Create_KeyThatCannotBeAColumn_IsRefusedWithItsPlace(string key, string reason)
    {
        using var temp = new TempStore();

        var fault = Assert.Throws<ArgumentException>(() => new GeoPackageWriter(temp.File, new() { Columns = ["name", key.Replace("half 1", "\uD800x").Replace("half 2", "x\uDC00")] }));

        Assert.Contains(reason, fault.Message);
        Assert.False(File.Exists(temp.File));
    }

    [Fact]
    public void Create_TooManyOrTooLongKeys_IsRefusedAndTheMostAreTaken()
    {
        using var temp = new TempStore();
        Assert.Throws<ArgumentException>(() => new GeoPackageWriter(temp.File, new() { Columns = [new string('a', GeoPackageOptions.MaxKeyLength + 1)] }));
        Assert.Throws<ArgumentException>(() => new GeoPackageWriter(temp.File, new() { Columns = [.. Enumerable.Range(0, GeoPackageOptions.MaxColumns + 1).Select(i => $"k{i}")] }));

        using var file = new GeoPackageFile("n1 x1 y2 Tk499=v", new() { Columns = [.. Enumerable.Range(0, GeoPackageOptions.MaxColumns).Select(i => $"k{i}")] });

        Assert.Equal(["v"], file.Query("select k499 from points"));
    }

    [Fact]
    public void Create_FileThatExists_IsRefusedAndKept()
    {
        using var temp = new TempStore();
        File.WriteAllText(temp.File, "mine");

        Assert.Throws<StoreException>(() => new GeoPackageWriter(temp.File));

        Assert.Equal("mine", File.ReadAllText(temp.File));
    }

    [Fact]
    public void Write_Nothing_GivesEmptyLayers()
    {
        using var file = new GeoPackageFile("n1 x1 y1");

        Assert.Equal(["4|0"], file.Query("select count(*), count(min_x) from gpkg_contents"));
        Assert.Equal(["ok"], file.Query("pragma integrity_check"));
        Assert.Contains("Feature Count: 0", Gdal.Run("ogrinfo", "-so", file.Path, "collections"));
    }

    [Fact]
    public void Write_EveryKindOfGeometry_GdalReadsWhatGeoJsonSays()
    {
        using var file = new GeoPackageFile(SmallWorld.Text, new() { Columns = ["name", "NAME", "landuse", "route"] });

        Compare(file, SmallWorld.GeoJson(new OsmText(SmallWorld.Text)));
    }

    [Fact]
    public void Write_AfterGdalEdits_TheIndexStaysTrue()
    {
        using var file = new GeoPackageFile(SmallWorld.Text);
        Gdal.Run("ogrinfo", "-q", file.Path, "-sql", "delete from polygons where fid = 1");
        Gdal.Run("ogrinfo", "-q", file.Path, "-sql", "update points set geom = (select geom from points where fid = 2) where fid = 1");

        Assert.Equal(["2"], file.Query("select count(*) from rtree_polygons_geom"));
        Assert.Equal(["1", "2"], file.Query("select id from rtree_points_geom where maxx < -179 order by 1"));
    }

    [Fact]
    public void Write_ACountry_HasTheCountsOfTheExtractAndGdalReadsWhatGeoJsonSays()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        using var file = new GeoPackageFile(OsmFile.Open(path), new() { Columns = ["name", "building", "highway"] });

        long Count(params GeometryKind[] kinds) => kinds.Sum(kind => file.Summary.Geometries.GetValueOrDefault(kind));
        long[] expected = [Count(GeometryKind.Point), Count(GeometryKind.LineString, GeometryKind.MultiLineString), Count(GeometryKind.Polygon, GeometryKind.MultiPolygon), Count(GeometryKind.GeometryCollection, GeometryKind.None)];
        Assert.Equal(expected, Layers.Select(layer => long.Parse(file.Query($"select count(*) from {layer}")[0])));
        Assert.All(Layers, layer => Assert.Equal(["ok"], file.Query($"select rtreecheck('rtree_{layer}_geom')")));
        Assert.Equal(["ok"], file.Query("pragma integrity_check"));
        Compare(file, SmallWorld.GeoJson(OsmFile.Open(path)));
    }

    private static void Compare(GeoPackageFile file, Dictionary<string, System.Text.Json.Nodes.JsonObject> expected)
    {
        var found = 0;
        foreach (var layer in Layers)
        {
            var json = SmallWorld.Parse(Gdal.Run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", file.Path, layer, "-lco", "COORDINATE_PRECISION=9", "-lco", "RFC7946=NO"));
            foreach (var feature in json["features"]!.AsArray())
            {
                var properties = feature!["properties"]!.AsObject();
                var same = expected[$"{properties["@type"]}/{properties["@id"]}"];
                Assert.Equal(SmallWorld.Shape(same["geometry"]!), SmallWorld.Shape(feature["geometry"]!));
                Assert.Equal(Values(same["properties"]!.AsObject()), Values(Flat(properties, file.Columns)));
                found++;
            }
        }

        Assert.Equal(expected.Count, found);
    }

    private static string Values(System.Text.Json.Nodes.JsonObject properties) =>
        string.Join('\n', properties.Where(pair => pair.Key != "@timestamp").Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));

    private static System.Text.Json.Nodes.JsonObject Flat(System.Text.Json.Nodes.JsonObject properties, IReadOnlyDictionary<string, string> columns)
    {
        var keys = columns.ToDictionary(pair => pair.Value, pair => pair.Key);
        var flat = new System.Text.Json.Nodes.JsonObject();
        foreach (var (name, value) in properties.Where(pair => pair.Value is not null))
        {
            if (name == "tags")
            {
                var tags = value!.GetValueKind() == System.Text.Json.JsonValueKind.String ? SmallWorld.Parse((string)value!) : value;
                foreach (var (key, text) in tags.AsObject())
                {
                    flat[key] = text?.DeepClone();
                }
            }
            else
            {
                flat[keys.GetValueOrDefault(name, name)] = value!.DeepClone();
            }
        }

        return flat;
    }
}
