using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Core;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.TestKit;

namespace OsmTasking.Sqlite.Tests;

public sealed class SqliteFeatureStoreTests : IDisposable
{
    private static readonly GeometryFactory Geometries = new(new PrecisionModel(), 4326);
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Query_EveryField_ComesBack()
    {
        StoredFeature[] features =
        [
            new(OsmKind.Node, 9_007_199_254_740_993, Geometries.CreatePoint(new Coordinate(9.5123456, 47.1)), new Dictionary<string, string> { ["name"] = "Ж '); -- 🗺️ \"\\", [""] = "" })
            {
                Version = 3, Changeset = 9_007_199_254_740_995, Timestamp = ManualTime.Noon, User = "Ж",
            },
            new(OsmKind.Way, -7, Box(9.4, 47.0, 0.2), new Dictionary<string, string>()),
        ];
        var store = new SqliteFeatureStore(_temp.File);
        await ImportAsync(store, "a.osm.pbf", features);

        var found = await store.QueryAsync(Box(9, 47, 1)).ToListAsync();

        Assert.Equal(2, found.Count);
        foreach (var (sent, got) in features.Zip(found))
        {
            Assert.Equal(sent.Tags, got.Tags);
            Assert.True(sent.Shape.EqualsExact(got.Shape));
            Assert.Equal(sent with { Tags = got.Tags, Shape = got.Shape }, got);
        }

        Assert.Equal(new FeatureImportInfo("a.osm.pbf", ManualTime.Noon, 2), await store.InfoAsync());
    }

    [Fact]
    public async Task Query_BoxesMeetButShapesDoNot_FindsNothing()
    {
        var store = new SqliteFeatureStore(_temp.File);
        var diagonal = Geometries.CreateLineString([new(0, 0), new(1, 1)]);
        await ImportAsync(store, "a", Feature(1, diagonal));

        Assert.Empty(await store.QueryAsync(Box(0.6, 0.1, 0.2)).ToListAsync());
        Assert.Single(await store.QueryAsync(Box(0.4, 0.4, 0.2)).ToListAsync());
        Assert.Single(await store.QueryAsync(Geometries.CreatePoint(new Coordinate(1, 1))).ToListAsync());
        Assert.Empty(await store.QueryAsync(Geometries.CreatePolygon()).ToListAsync());
    }

    [Fact]
    public void Query_AnyShapesAnyArea_FindsExactlyWhatIntersects()
    {
        var place = Gen.Choose(-1_800_000_000, 1_800_000_000).Select(x => x / 1e7);
        var small = Gen.Choose(0, 200_000_000).Select(x => x / 1e7);
        var box = from x in place from y in place from size in small select Box(x, y / 2, size + 1e-7);

        // Triangles: their boxes meet far more often than they do.
        var triangle = from corners in Gen.ListOf(box.Select(square => square.Coordinate), 3) select Geometries.CreatePolygon([.. corners, corners[0]]);
        var several = Gen.ListOf(triangle, 60);
        Prop.ForAll(Arb.From(several), Arb.From(box), (shapes, area) =>
        {
            using var temp = new TempStore();
            var store = new SqliteFeatureStore(temp.File);
            return Check(store, [.. shapes], area).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

        static async Task<bool> Check(SqliteFeatureStore store, Polygon[] shapes, Polygon area)
        {
            await ImportAsync(store, "random", [.. shapes.Select((shape, index) => Feature(index + 1, shape))]);
            var found = await store.QueryAsync(area).Select(feature => feature.Id).ToListAsync();
            return found.SequenceEqual(shapes.Index().Where(shape => area.Intersects(shape.Item)).Select(shape => shape.Index + 1L));
        }
    }

    [Fact]
    public async Task Import_NotCompletedOrKilled_LeavesTheOldFeatures()
    {
        var store = new SqliteFeatureStore(_temp.File);
        Assert.Null(await store.InfoAsync());
        Assert.Empty(await store.QueryAsync(Box(0, 0, 1)).ToListAsync());
        await ImportAsync(store, "old", Feature(1, Box(0, 0, 1)));

        await using (var import = store.BeginImport("new"))
        {
            import.Add(Feature(2, Box(0, 0, 1)));
            Assert.Equal(1, Assert.Single(await store.QueryAsync(Box(0, 0, 1)).ToListAsync()).Id);
        }

        File.WriteAllText($"{_temp.File}.import-killed", "what a killed import leaves");
        Assert.Equal("old", (await store.InfoAsync())!.Source);
        await ImportAsync(store, "newer", Feature(3, Box(0, 0, 1)));

        Assert.Equal(3, Assert.Single(await store.QueryAsync(Box(0, 0, 1)).ToListAsync()).Id);
        Assert.Equal(["importing"], Directory.GetFiles(Path.GetDirectoryName(_temp.File)!, "*.import*").Select(file => file.Split('.')[^1]));
    }

    [Fact]
    public async Task Query_WhileAnImportCompletes_GoesOnReadingTheOldFeatures()
    {
        var store = new SqliteFeatureStore(_temp.File);
        await ImportAsync(store, "old", [.. Enumerable.Range(1, 3000).Select(id => Feature(id, Box(0, 0, 1)))]);
        await using var reading = store.QueryAsync(Box(0, 0, 1)).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());

        await ImportAsync(store, "new", Feature(-1, Box(0, 0, 1)));

        var rest = 1;
        while (await reading.MoveNextAsync())
        {
            rest += reading.Current.Id > 0 ? 1 : 10_000;
        }

        Assert.Equal(3000, rest);
        Assert.Equal(-1, Assert.Single(await store.QueryAsync(Box(0, 0, 1)).ToListAsync()).Id);
    }

    [Fact]
    public async Task Import_SecondAtTheSameTime_IsRefusedAsTransient()
    {
        var store = new SqliteFeatureStore(_temp.File);
        await using var first = store.BeginImport("first");
        first.Add(Feature(1, Box(0, 0, 1)));

        var fault = Assert.Throws<StoreException>(() => new SqliteFeatureStore(_temp.File).BeginImport("second"));

        Assert.True(fault.IsTransient);
        await first.CompleteAsync(ManualTime.Noon);
        Assert.Equal("first", (await store.InfoAsync())!.Source);
    }

    [Fact]
    public async Task Import_EmptyShapeAndSameObjectTwice_OneIsKeptAndOneIsAnError()
    {
        var store = new SqliteFeatureStore(_temp.File);
        await ImportAsync(store, "empty", Feature(1, Geometries.CreatePolygon()));
        Assert.Equal(1, (await store.InfoAsync())!.Features);

        var fault = await Assert.ThrowsAsync<StoreException>(() => ImportAsync(store, "twice", Feature(1, Box(0, 0, 1)), Feature(1, Box(0, 0, 1))));

        Assert.Contains("twice", fault.Message, StringComparison.Ordinal);
        Assert.Equal("empty", (await store.InfoAsync())!.Source);
    }

    [Fact]
    public async Task Query_FileThatIsNoDatabase_IsAStoreException()
    {
        File.WriteAllText(_temp.File, new string('x', 5000));

        await Assert.ThrowsAsync<StoreException>(async () => await new SqliteFeatureStore(_temp.File).QueryAsync(Box(0, 0, 1)).ToListAsync());
        await Assert.ThrowsAsync<StoreException>(async () => await new SqliteFeatureStore(_temp.File).InfoAsync());
    }

    private static Polygon Box(double west, double south, double size) => (Polygon)Geometries.ToGeometry(new Envelope(west, west + size, south, south + size));

    private static StoredFeature Feature(long id, Geometry shape) => new(OsmKind.Way, id, shape, new Dictionary<string, string> { ["building"] = "yes" });

    private static async Task ImportAsync(SqliteFeatureStore store, string source, params StoredFeature[] features)
    {
        await using var import = store.BeginImport(source);
        foreach (var feature in features)
        {
            import.Add(feature);
        }

        await import.CompleteAsync(ManualTime.Noon);
    }
}
