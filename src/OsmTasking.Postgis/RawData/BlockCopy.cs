using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Postgis.RawData;

/// <summary>Copies parts of objects from one block into another.</summary>
internal sealed class BlockCopy(OsmBlock into)
{
    private readonly List<OsmTag> _tags = [];
    private readonly List<OsmMember> _members = [];

    internal OsmInfo Info(OsmBlock from, OsmInfo info) => info with { User = into.AddString(from.Utf8(info.User)) };

    internal OsmSlice Tags(OsmBlock from, OsmSlice tags)
    {
        _tags.Clear();
        foreach (var tag in from.Tags(tags))
        {
            _tags.Add(new OsmTag(into.AddString(from.Utf8(tag.Key)), into.AddString(from.Utf8(tag.Value))));
        }

        return into.AddTags([.. _tags]);
    }

    internal OsmSlice Refs(OsmBlock from, OsmSlice refs) => into.AddRefs(from.Refs(refs));

    internal OsmSlice Members(OsmBlock from, OsmSlice members)
    {
        _members.Clear();
        foreach (var member in from.Members(members))
        {
            _members.Add(member with { Role = into.AddString(from.Utf8(member.Role)) });
        }

        return into.AddMembers([.. _members]);
    }
}
