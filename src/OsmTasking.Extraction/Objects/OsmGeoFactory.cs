using OsmSharp;
using OsmSharp.Tags;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>Makes OsmSharp's objects of the objects in a block.</summary>
internal static class OsmGeoFactory
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Copies all objects of a block, nodes first.</summary>
    internal static OsmGeo[] Create(OsmBlock block)
    {
        var items = new OsmGeo[block.Nodes.Length + block.Ways.Length + block.Relations.Length];
        var strings = new string?[block.StringCount]; // Keys and users come again and again.
        var at = 0;
        foreach (ref readonly var node in block.Nodes)
        {
            var located = node.Info.Visible || node.Latitude != 0 || node.Longitude != 0;
            items[at++] = Complete(
                new Node { Id = node.Id, Longitude = located ? node.Longitude / 1e7 : null, Latitude = located ? node.Latitude / 1e7 : null },
                OsmKind.Node,
                block,
                node.Tags,
                node.Info,
                strings);
        }

        foreach (ref readonly var way in block.Ways)
        {
            items[at++] = Complete(new Way { Id = way.Id, Nodes = block.Refs(way.Refs).ToArray() }, OsmKind.Way, block, way.Tags, way.Info, strings);
        }

        foreach (ref readonly var relation in block.Relations)
        {
            var members = block.Members(relation.Members);
            var copies = new RelationMember[members.Length];
            for (var i = 0; i < members.Length; i++)
            {
                copies[i] = new RelationMember(members[i].Id, Text(block, members[i].Role, strings), (OsmGeoType)members[i].Kind);
            }

            items[at++] = Complete(new Relation { Id = relation.Id, Members = copies }, OsmKind.Relation, block, relation.Tags, relation.Info, strings);
        }

        return items;
    }

    private static OsmGeo Complete(OsmGeo item, OsmKind kind, OsmBlock block, OsmSlice slice, in OsmInfo info, string?[] strings)
    {
        var tags = block.Tags(slice);
        var collection = new TagsCollection(tags.Length);
        foreach (ref readonly var tag in tags)
        {
            collection.TryAdd(Text(block, tag.Key, strings), Text(block, tag.Value, strings)); // Of several with one key the first counts.
        }

        item.Tags = collection;
        item.Version = info.Version <= 0 ? null : info.Version; // In PBF -1 means none.
        item.ChangeSetId = info.Changeset == 0 ? null : info.Changeset;
        item.UserId = info.UserId == 0 ? null : info.UserId;
        item.UserName = info.User == 0 ? null : Text(block, info.User, strings);
        item.Visible = !info.Visible ? false : info == default(OsmInfo) with { Visible = true } ? null : true;
        item.TimeStamp = info.Timestamp switch
        {
            0 => null,
            >= FirstSecond and <= LastSecond => DateTime.UnixEpoch.AddSeconds(info.Timestamp),
            _ => throw new OsmFormatException($"{OsmFeature.KindName(kind)} {item.Id}: {info.Timestamp} seconds since 1970 are beyond the calendar"),
        };
        return item;
    }

    private static string Text(OsmBlock block, int index, string?[] strings) => index == 0 ? string.Empty : strings[index] ??= block.Text(index);
}
