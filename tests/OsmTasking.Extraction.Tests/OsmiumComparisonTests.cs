using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests;

/// <summary>Every geometry of a country against those of <c>osmium export</c>, where that is installed.</summary>
public sealed class OsmiumComparisonTests
{
    [Theory]
    [InlineData("data/liechtenstein.osm.pbf")]
    [InlineData("data/malta.osm.pbf")]
    public void Run_OnACountry_GivesTheGeometriesOfOsmium(string file)
    {
        var path = SharedData.PathOrSkip(file);
        var folder = Directory.CreateTempSubdirectory("osmtasking-osmium-");
        try
        {
            var opl = Path.Combine(folder.FullName, "all.opl");
            var text = Path.Combine(folder.FullName, "all.txt");
            var config = Path.Combine(folder.FullName, "config.json");
            File.WriteAllText(config, """{"linear_tags": false, "area_tags": true}"""); // As AreaRules.Topological.
            Osmium("cat", path, "-f", "opl", "-o", opl);
            Osmium("export", path, "-c", config, "-u", "type_id", "-f", "text", "-o", text);
            var expected = File.ReadLines(text).Select(line => line.Split(' ', 2)).ToDictionary(part => part[0], part => part[1][..EndOfWkt(part[1])]);

            var extracted = Extracted.From(new OsmText(File.ReadAllText(opl), 8000), new() { AreaRules = AreaRules.Topological });

            // osmium exports no relations but whole areas, and lets area=no win over the topology.
            var ours = extracted.Objects.Where(item => item.Kind != OsmKind.Relation || (item.Tags.GetValueOrDefault("type") is "multipolygon" or "boundary" && item.Problem == ProblemReason.None))
                .ToDictionary(OsmiumId, item => item.Geometry);
            foreach (var line in extracted.Objects.Where(item => item.Kind == OsmKind.Way && item.Tags.GetValueOrDefault("area") == "no" && ours.Remove(OsmiumId(item))))
            {
                expected.Remove($"w{line.Id}");
            }

            Assert.True(ours.Count > 10_000);
            Assert.Empty(expected.Keys.Except(ours.Keys).Select(id => $"{id} {expected[id]}").Take(5));
            Assert.Empty(ours.Keys.Except(expected.Keys).Select(id => $"{id} {ours[id]}").Take(5));
            var reader = new WKTReader();
            Assert.Empty(ours.Where(item => !SameText(item.Value, reader.Read(expected[item.Key]))).Select(item => $"{item.Key} {item.Value} is not {expected[item.Key]}").Take(5));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void LocationsOnWays_WithoutUntaggedNodes_GiveTheSameFeatures()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        var folder = Directory.CreateTempSubdirectory("osmtasking-low-");
        try
        {
            var located = Path.Combine(folder.FullName, "located.osm.pbf");
            Osmium("add-locations-to-ways", path, "-o", located);

            Assert.Contains("LocationsOnWays", new OsmTasking.Extraction.Pbf.PbfFile(located).ReadHeader().OptionalFeatures.Concat(new OsmTasking.Extraction.Pbf.PbfFile(located).ReadHeader().RequiredFeatures));
            Assert.Equal(Rows(path), Rows(located));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // Untagged nodes that are members of relations are gone from such a file.
        static string Rows(string path)
        {
            using var rows = new MemoryStream();
            Extractor.Write(OsmFile.Open(path), new() { Kinds = OsmKinds.Nodes | OsmKinds.Ways }, new OsmTasking.Extraction.Formats.GeoJsonFormat(), rows);
            return System.Text.Encoding.UTF8.GetString(rows.ToArray());
        }
    }

    [Fact]
    public void LocationsOnWays_OfANodeThatIsNotThere_IsAMissingNode()
    {
        var folder = Directory.CreateTempSubdirectory("osmtasking-low-");
        try
        {
            var (xml, located) = (Path.Combine(folder.FullName, "a.osm"), Path.Combine(folder.FullName, "a.osm.pbf"));
            File.WriteAllText(xml, """
                <osm version="0.6"><node id="1" lat="1" lon="1"/><node id="2" lat="2" lon="2"/>
                <way id="5"><nd ref="1"/><nd ref="2"/><nd ref="9"/><tag k="highway" v="path"/></way></osm>
                """);
            Osmium("add-locations-to-ways", "--ignore-missing-nodes", xml, "-o", located);

            var problems = new List<OsmTasking.Extraction.Geometries.GeometryProblem>();
            Assert.Empty(Extractor.Read(OsmFile.Open(located), new() { OnProblem = problems.Add }));
            Assert.Equal((OsmTasking.Extraction.Geometries.ProblemReason.MissingNode, 9), (Assert.Single(problems).Reason, problems[0].Ref));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool SameText(NetTopologySuite.Geometries.Geometry ours, NetTopologySuite.Geometries.Geometry theirs)
    {
        // osmium writes every area as a multipolygon, and collapses nothing that we do not.
        var wrapped = ours is NetTopologySuite.Geometries.Polygon polygon ? ours.Factory.CreateMultiPolygon([polygon]) : ours;
        return wrapped.Dimension == NetTopologySuite.Geometries.Dimension.Surface
            ? wrapped.Normalized().EqualsExact(theirs.Normalized())
            : wrapped.EqualsExact(theirs);
    }

    private static int EndOfWkt(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ')' && depth == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static string OsmiumId(ExtractedObject item) => (item.Kind, item.Geometry.Dimension) switch
    {
        (OsmKind.Node, _) => string.Create(CultureInfo.InvariantCulture, $"n{item.Id}"),
        (OsmKind.Way, NetTopologySuite.Geometries.Dimension.Surface) => string.Create(CultureInfo.InvariantCulture, $"a{item.Id * 2}"),
        (OsmKind.Way, _) => string.Create(CultureInfo.InvariantCulture, $"w{item.Id}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a{(item.Id * 2) + 1}"),
    };

    private static void Osmium(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("osmium", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("osmium-tool is not installed.");
        }
    }
}
