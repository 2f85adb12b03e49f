using System.Text.Json;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Geometries;

/// <summary>The public osm-testdata: multipolygon relations, each with the area that must come of it.</summary>
public class MultipolygonConformanceTests
{
    [Fact]
    public void Relations_OfTheGrid_GiveTheExpectedAreas()
    {
        var grid = SharedData.PathOrSkip("conformance/osm-testdata/grid");
        var (tested, failed) = (0, new List<string>());
        foreach (var file in Directory.GetFiles(grid, "test.json", SearchOption.AllDirectories).Order())
        {
            using var test = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!test.RootElement.TryGetProperty("areas", out var variants))
            {
                continue;
            }

            var found = Relations(Path.Combine(Path.GetDirectoryName(file)!, "data.osm"));
            foreach (var id in RelationIds(variants))
            {
                tested++;
                if (!variants.EnumerateObject().Any(variant => Matches(variant.Value, id, found.GetValueOrDefault(id))))
                {
                    failed.Add($"{Path.GetFileName(Path.GetDirectoryName(file))}: relation {id} became {found.GetValueOrDefault(id)?.AsText() ?? "nothing"}");
                }
            }
        }

        Assert.True(failed.Count == 0, $"{failed.Count} of {tested}:\n{string.Join('\n', failed)}");
        Assert.True(tested >= 50, $"only {tested} relations were found");
    }

    /// <summary>Assembles every multipolygon of a file. Its objects stand in any order, so the extractor's passes do not apply.</summary>
    private static Dictionary<long, NetTopologySuite.Geometries.Geometry?> Relations(string file)
    {
        var (nodes, ways, areas) = (new Dictionary<long, OsmPoint>(), new Dictionary<long, long[]>(), new Dictionary<long, NetTopologySuite.Geometries.Geometry?>());
        var relations = new List<(long Id, OsmMember[] Members)>();
        OsmFile.Open(file).Read(OsmKinds.All, block =>
        {
            foreach (var node in block.Nodes)
            {
                nodes[node.Id] = new OsmPoint(node.Longitude, node.Latitude);
            }

            foreach (var way in block.Ways)
            {
                ways[way.Id] = block.Refs(way.Refs).ToArray();
            }

            foreach (var relation in block.Relations)
            {
                if (RelationShape.IsArea(new OsmTags(block, relation.Tags)))
                {
                    relations.Add((relation.Id, block.Members(relation.Members).ToArray()));
                }
            }
        });
        var places = ways.Where(way => way.Value.All(nodes.ContainsKey)).ToDictionary(way => way.Key, way => way.Value.Select(id => nodes[id]).ToArray());
        foreach (var (id, members) in relations)
        {
            areas[id] = RelationShape.Make(members, isArea: true, places, _ => null, out _, out _);
        }

        return areas;
    }

    private static IEnumerable<long> RelationIds(JsonElement variants) => variants.EnumerateObject()
        .SelectMany(variant => variant.Value.EnumerateArray())
        .Where(area => area.GetProperty("from_type").GetString() == "relation")
        .Select(area => area.GetProperty("from_id").GetInt64()).Distinct();

    private static bool Matches(JsonElement variant, long id, NetTopologySuite.Geometries.Geometry? found)
    {
        var expected = variant.EnumerateArray().Where(area => area.GetProperty("from_id").GetInt64() == id).ToList();
        if (expected.Count == 0)
        {
            return false;
        }

        var wkt = expected[0].GetProperty("wkt").GetString()!;
        return wkt == "INVALID" ? found is null
            : found is { IsValid: true } && new WKTReader().Read(wkt) is { IsValid: true } shape && shape.EqualsTopologically(found);
    }
}
