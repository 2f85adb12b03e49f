using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>Writes the elements node, way and relation: the same for OSM XML and change files.</summary>
/// <param name="output">Where to.</param>
/// <param name="history">Whether objects that are not deleted say so too.</param>
internal sealed class OsmElementWriter(XmlOutput output, bool history)
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Writes all objects of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="deleting">The objects stand where all are deleted, so none has to say so.</param>
    internal void Write(OsmBlock block, bool deleting = false)
    {
        foreach (ref readonly var node in block.Nodes)
        {
            Begin("  <node id=\""u8, block, OsmKind.Node, node.Id, node.Info, deleting);
            if ((node.Info.Visible && !deleting) || node.Latitude != 0 || node.Longitude != 0)
            {
                output.Raw("\" lat=\""u8);
                output.Degrees(node.Latitude);
                output.Raw("\" lon=\""u8);
                output.Degrees(node.Longitude);
            }

            End("  </node>\n"u8, block, node.Tags, hasChildren: false);
        }

        foreach (ref readonly var way in block.Ways)
        {
            Begin("  <way id=\""u8, block, OsmKind.Way, way.Id, way.Info, deleting);
            var refs = block.Refs(way.Refs);
            output.Raw(refs.IsEmpty ? [] : "\">\n"u8);
            foreach (var id in refs)
            {
                output.Raw("    <nd ref=\""u8);
                output.Number(id);
                output.Raw("\"/>\n"u8);
            }

            End("  </way>\n"u8, block, way.Tags, !refs.IsEmpty);
        }

        foreach (ref readonly var relation in block.Relations)
        {
            Begin("  <relation id=\""u8, block, OsmKind.Relation, relation.Id, relation.Info, deleting);
            var members = block.Members(relation.Members);
            output.Raw(members.IsEmpty ? [] : "\">\n"u8);
            foreach (ref readonly var member in members)
            {
                output.Raw("    <member type=\""u8);
                output.Raw(Name(member.Kind));
                output.Raw("\" ref=\""u8);
                output.Number(member.Id);
                output.Raw("\" role=\""u8);
                output.Text(block.Utf8(member.Role));
                output.Raw("\"/>\n"u8);
            }

            End("  </relation>\n"u8, block, relation.Tags, !members.IsEmpty);
        }
    }

    private static ReadOnlySpan<byte> Name(OsmKind kind) => kind switch
    {
        OsmKind.Node => "node"u8,
        OsmKind.Way => "way"u8,
        _ => "relation"u8,
    };

    // Every piece of an element begins by closing the quotes of the one before.
    private void Begin(ReadOnlySpan<byte> start, OsmBlock block, OsmKind kind, long id, in OsmInfo info, bool deleting)
    {
        output.Raw(start);
        output.Number(id);
        Number("\" version=\""u8, Math.Max(info.Version, 0)); // In PBF -1 means none.
        if (info.Timestamp != 0)
        {
            output.Raw("\" timestamp=\""u8);
            output.Time(info.Timestamp is >= FirstSecond and <= LastSecond ? DateTime.UnixEpoch.AddSeconds(info.Timestamp)
                : throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id}: OSM XML cannot hold the time of {info.Timestamp} seconds since 1970"));
        }

        Number("\" changeset=\""u8, info.Changeset);
        Number("\" uid=\""u8, (int)info.UserId == info.UserId ? info.UserId
            : throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id}: a user id of {info.UserId} is beyond 32 bits"));
        if (info.User != 0)
        {
            output.Raw("\" user=\""u8);
            output.Text(block.Utf8(info.User));
        }

        if (!deleting && (history || !info.Visible))
        {
            output.Raw(info.Visible ? "\" visible=\"true"u8 : "\" visible=\"false"u8);
        }
    }

    private void Number(ReadOnlySpan<byte> start, long value)
    {
        if (value != 0)
        {
            output.Raw(start);
            output.Number(value);
        }
    }

    private void End(ReadOnlySpan<byte> end, OsmBlock block, OsmSlice slice, bool hasChildren)
    {
        var tags = block.Tags(slice);
        if (tags.IsEmpty && !hasChildren)
        {
            output.Raw("\"/>\n"u8);
            return;
        }

        output.Raw(hasChildren ? [] : "\">\n"u8);
        foreach (ref readonly var tag in tags)
        {
            output.Raw("    <tag k=\""u8);
            output.Text(block.Utf8(tag.Key));
            output.Raw("\" v=\""u8);
            output.Text(block.Utf8(tag.Value));
            output.Raw("\"/>\n"u8);
        }

        output.Raw(end);
    }
}
