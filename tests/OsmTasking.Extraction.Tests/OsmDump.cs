using System.Globalization;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;

namespace OsmTasking.Extraction.Tests;

/// <summary>Every field of every object as a line of text, so that what two files hold can be compared.</summary>
internal static class OsmDump
{
    internal static List<string> Of(IOsmSource source, OsmKinds kinds = OsmKinds.All)
    {
        var lines = new List<string>();
        source.Read(kinds, block => Add(lines, block, string.Empty));
        return lines;
    }

    internal static List<string> Of(OsmBlock block)
    {
        var lines = new List<string>();
        Add(lines, block, string.Empty);
        return lines;
    }

    internal static List<string> Of(OscFile file)
    {
        var lines = new List<string>();
        file.Read((action, block) => Add(lines, block, $"{action} "));
        return lines;
    }

    private static void Add(List<string> lines, OsmBlock block, string prefix)
    {
        foreach (var node in block.Nodes)
        {
            lines.Add($"{prefix}n{node.Id} x{node.Longitude} y{node.Latitude}{Common(block, node.Tags, node.Info)}");
        }

        foreach (var way in block.Ways)
        {
            lines.Add($"{prefix}w{way.Id} N{string.Join(',', block.Refs(way.Refs).ToArray())}{Common(block, way.Tags, way.Info)}");
        }

        foreach (var relation in block.Relations)
        {
            var members = block.Members(relation.Members).ToArray().Select(member => $"{member.Kind}:{member.Id}:{block.Text(member.Role)}");
            lines.Add($"{prefix}r{relation.Id} M{string.Join(',', members)}{Common(block, relation.Tags, relation.Info)}");
        }
    }

    private static string Common(OsmBlock block, OsmSlice tags, OsmInfo info) => string.Create(
        CultureInfo.InvariantCulture,
        $" v{info.Version} t{info.Timestamp} c{info.Changeset} i{info.UserId} u{block.Text(info.User)} {(info.Visible ? "V" : "D")} T{string.Join(',', block.Tags(tags).ToArray().Select(tag => $"{block.Text(tag.Key)}={block.Text(tag.Value)}"))}");
}
