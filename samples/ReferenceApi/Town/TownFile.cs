using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;

namespace ReferenceApi.Town;

/// <summary>Draws the made-up town: streets, buildings, a river, parks, a border. Always the same one.</summary>
internal sealed class TownFile
{
    private static readonly string[] Trees = ["Linden", "Oak", "Elm", "Birch", "Cedar", "Maple", "Rowan", "Willow", "Hazel", "Alder"];
    private readonly Random _random = new(20_261_121);
    private readonly OsmBlock _nodes = new();
    private readonly OsmBlock _ways = new();
    private readonly OsmBlock _relations = new();
    private readonly OsmInfo _info = new(1, 1_767_225_600, 1, 1, 0, true);
    private long _node;
    private long _way;

    internal static void Write(string path)
    {
        var town = new TownFile();
        town.Draw();
        using var stream = new FileStream(path, FileMode.Create);
        using var writer = new PbfWriter(stream, "OsmTasking's made-up town");
        writer.Write(town._nodes);
        writer.Write(town._ways);
        writer.Write(town._relations);
    }

    private void Draw()
    {
        for (var line = 1; line < TownPlan.Size; line++)
        {
            var kind = line % 10 == 0 ? "primary" : line % 5 == 0 ? "secondary" : "residential";
            var name = $"{Trees[line % Trees.Length]} {(line % 2 == 0 ? "Street" : "Lane")}";
            Street(line, kind, name, along: true);
            Street(line, kind, $"{line}. Avenue", along: false);
        }

        River();
        for (var column = 0; column < TownPlan.Size; column++)
        {
            for (var row = 0; row < TownPlan.Size; row++)
            {
                Quarter(column, row);
            }
        }

        Border();
    }

    private void Street(int line, string kind, string name, bool along)
    {
        var places = new List<(double, double)>();
        for (var step = 0; step <= TownPlan.Size; step++)
        {
            places.Add(along ? (step, line) : (line, step));
        }

        Way(places, ("highway", kind), ("name", name));
    }

    private void River()
    {
        var places = Enumerable.Range(0, 41).Select(step => (step / 2.0, 6.5 + (1.5 * Math.Sin(step / 6.0)))).ToList();
        Way(places, ("waterway", "river"), ("name", "Made-up River"));
    }

    private void Quarter(int column, int row)
    {
        var distance = Math.Abs(row + 0.5 - (6.5 + (1.5 * Math.Sin(column / 3.0))));
        if (distance < 1.2)
        {
            return; // The river's banks stay free.
        }

        if (_random.Next(12) == 0)
        {
            Way(Box(column + 0.08, row + 0.08, 0.84, 0.84), ("leisure", "park"), ("name", $"{Trees[_random.Next(Trees.Length)]} Park"));
            Node(column + 0.5, row + 0.5, ("natural", "tree"));
            return;
        }

        for (var house = 0; house < 6; house++)
        {
            if (_random.Next(5) == 0)
            {
                continue;
            }

            var (east, north) = (column + 0.12 + (house % 3 * 0.28), row + 0.14 + (house / 3 * 0.42));
            Way(Box(east, north, 0.14 + (_random.NextDouble() * 0.08), 0.18 + (_random.NextDouble() * 0.1)), ("building", _random.Next(9) == 0 ? "school" : "house"));
        }
    }

    private void Border()
    {
        var ring = TownPlan.Boundary().ExteriorRing.Coordinates;
        var ids = ring.SkipLast(1).Select(place => NodeAt((int)Math.Round(place.X * 1e7), (int)Math.Round(place.Y * 1e7), default)).ToList();
        ids.Add(ids[0]);
        _ways.Add(new OsmWay(++_way, _ways.AddRefs([.. ids]), default, _info));
        var members = _relations.AddMembers([new OsmMember(OsmKind.Way, _way, Text(_relations, "outer"))]);
        _relations.Add(new OsmRelation(1, members, Tags(_relations, [("type", "boundary"), ("boundary", "administrative"), ("admin_level", "8"), ("name", "Mapperstad (made up)")]), _info));
    }

    private static List<(double, double)> Box(double east, double north, double width, double height) =>
        [(east, north), (east + width, north), (east + width, north + height), (east, north + height), (east, north)];

    private void Way(List<(double East, double North)> places, params (string, string)[] tags)
    {
        var closed = places.Count > 3 && places[0] == places[^1];
        var ids = (closed ? places.SkipLast(1) : places).Select(place => Node(place.East, place.North)).ToList();
        if (closed)
        {
            ids.Add(ids[0]);
        }

        _ways.Add(new OsmWay(++_way, _ways.AddRefs([.. ids]), Tags(_ways, tags), _info));
    }

    private long Node(double east, double north, params (string, string)[] tags) => NodeAt(
        (int)Math.Round((TownPlan.West + (east * TownPlan.Block)) * 1e7),
        (int)Math.Round((TownPlan.South + (north * TownPlan.Block)) * 1e7),
        tags.Length == 0 ? default : Tags(_nodes, tags));

    private long NodeAt(int x, int y, OsmSlice tags)
    {
        _nodes.Add(new OsmNode(++_node, x, y, tags, _info));
        return _node;
    }

    private static OsmSlice Tags(OsmBlock block, (string Key, string Value)[] tags) =>
        block.AddTags([.. tags.Select(tag => new OsmTag(Text(block, tag.Key), Text(block, tag.Value)))]);

    private static int Text(OsmBlock block, string text) => block.AddString(Encoding.UTF8.GetBytes(text));
}
