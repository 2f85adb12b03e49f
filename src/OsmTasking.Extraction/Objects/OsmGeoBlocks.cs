using System.Text;
using OsmSharp;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>Gathers OsmSharp's objects in blocks.</summary>
internal sealed class OsmGeoBlocks(OsmKinds wanted, Action<OsmBlock> visit)
{
    private const int ObjectsPerBlock = 8000;
    private const int PartsPerBlock = 500_000;
    private readonly OsmBlock _block = new();
    private readonly Dictionary<string, int> _strings = [];
    private int _objects;
    private int _parts;
    private OsmKind _last;

    /// <exception cref="OsmFormatException">The object lacks what every object has; the message names it.</exception>
    internal void Add(OsmGeo item)
    {
        var kind = (OsmKind)item.Type;
        if (kind < _last || _objects >= ObjectsPerBlock || _parts >= PartsPerBlock)
        {
            Flush();
        }

        _last = kind;
        var id = item.Id ?? throw new OsmFormatException($"a {OsmFeature.KindName(kind)} has no id");
        var info = Info(item, kind, id);
        switch (item)
        {
            case Node node when wanted.HasFlag(OsmKinds.Nodes):
                var located = info.Visible || node.Latitude is not null || node.Longitude is not null;
                _block.Add(new OsmNode(id, located ? Degrees(id, node.Longitude, 180) : 0, located ? Degrees(id, node.Latitude, 90) : 0, Tags(item), info));
                break;
            case Way way when wanted.HasFlag(OsmKinds.Ways):
                _parts += way.Nodes?.Length ?? 0;
                _block.Add(new OsmWay(id, _block.AddRefs(way.Nodes), Tags(item), info));
                break;
            case Relation relation when wanted.HasFlag(OsmKinds.Relations):
                _parts += relation.Members?.Length ?? 0;
                _block.Add(new OsmRelation(id, Members(relation), Tags(item), info));
                break;
        }

        _objects++;
    }

    /// <summary>Hands over what was added since the last block.</summary>
    internal void Flush()
    {
        if (_objects > 0)
        {
            visit(_block);
        }

        _block.Clear();
        _strings.Clear();
        (_objects, _parts, _last) = (0, 0, OsmKind.Node);
    }

    private static int Degrees(long id, double? degrees, int most) =>
        degrees is not { } value ? throw new OsmFormatException($"node {id} has no location")
        : Math.Abs(value) <= most ? (int)Math.Round(value * 1e7, MidpointRounding.AwayFromZero)
        : throw new OsmFormatException($"node {id} lies off the globe: {value} is not from -{most} to {most} degrees");

    private OsmSlice Members(Relation relation)
    {
        var members = relation.Members ?? [];
        return _block.AddMembers([.. members.Select(member => new OsmMember(
            member?.Type is OsmGeoType.Node or OsmGeoType.Way or OsmGeoType.Relation ? (OsmKind)member.Type
                : throw new OsmFormatException($"relation {relation.Id} has a member that is no node, way or relation"),
            member.Id,
            String(member.Role)))]);
    }

    private OsmSlice Tags(OsmGeo item)
    {
        if (item.Tags is null || item.Tags.Count == 0)
        {
            return default;
        }

        _parts += item.Tags.Count;
        return _block.AddTags([.. item.Tags.Select(tag => new OsmTag(String(tag.Key), String(tag.Value)))]);
    }

    private OsmInfo Info(OsmGeo item, OsmKind kind, long id)
    {
        var version = item.Version ?? 0;
        if (version is < 0 or > int.MaxValue)
        {
            throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id}: a version of {version} is not from 0 to {int.MaxValue}");
        }

        // A time without a zone is UTC, as everywhere in OSM.
        var seconds = item.TimeStamp is not { } time ? 0
            : new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeSeconds();
        return new((int)version, seconds, item.ChangeSetId ?? 0, item.UserId ?? 0, String(item.UserName), item.Visible ?? true);
    }

    private int String(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (!_strings.TryGetValue(text, out var index))
        {
            _strings[text] = index = _block.AddString(Encoding.UTF8.GetBytes(text));
        }

        return index;
    }
}
