using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Nodes being encoded as columns of differences.</summary>
internal sealed class PbfDenseColumns
{
    private readonly ProtoWriter _ids = new();
    private readonly ProtoWriter _latitudes = new();
    private readonly ProtoWriter _longitudes = new();
    private readonly ProtoWriter _tags = new();
    private readonly ProtoWriter _versions = new();
    private readonly ProtoWriter _timestamps = new();
    private readonly ProtoWriter _changesets = new();
    private readonly ProtoWriter _userIds = new();
    private readonly ProtoWriter _users = new();
    private readonly ProtoWriter _visible = new();
    private readonly ProtoWriter _info = new();
    private readonly ProtoWriter _dense = new();
    private readonly ProtoWriter[] _all;
    private OsmNode _last;
    private long _lastUser;
    private bool _hasInfo;
    private bool _hasDeleted;
    private bool _hasTags;

    internal PbfDenseColumns() =>
        _all = [_ids, _latitudes, _longitudes, _tags, _versions, _timestamps, _changesets, _userIds, _users, _visible, _info, _dense];

    internal int Length { get; private set; }

    internal void Add(OsmBlock block, in OsmNode node, PbfStrings strings)
    {
        // Differences may wrap around; reading wraps them back.
        unchecked
        {
            _ids.Signed(node.Id - _last.Id);
            _latitudes.Signed((long)node.Latitude - _last.Latitude);
            _longitudes.Signed((long)node.Longitude - _last.Longitude);
            _timestamps.Signed(node.Info.Timestamp - _last.Info.Timestamp);
            _changesets.Signed(node.Info.Changeset - _last.Info.Changeset);
            _userIds.Signed(node.Info.UserId - _last.Info.UserId);
        }

        foreach (ref readonly var tag in block.Tags(node.Tags))
        {
            _tags.Varint(strings.DenseKey(tag.Key));
            _tags.Varint(strings.Number(tag.Value));
            _hasTags = true;
        }

        _tags.Varint(0);
        var user = (long)strings.Number(node.Info.User);
        _versions.Varint((ulong)node.Info.Version);
        _users.Signed(user - _lastUser);
        _visible.Varint(node.Info.Visible ? 1ul : 0);
        _hasInfo |= node.Info != Nothing;
        _hasDeleted |= !node.Info.Visible;
        (_last, _lastUser) = (node, user);
        Length = 0;
        foreach (var column in _all)
        {
            Length += column.Length;
        }
    }

    /// <summary>Returns the message DenseNodes; it is valid until <see cref="Clear"/>.</summary>
    internal ProtoWriter Finish()
    {
        _dense.Message(1, _ids);
        if (_hasInfo)
        {
            _info.Message(1, _versions);
            _info.Message(2, _timestamps);
            _info.Message(3, _changesets);
            _info.Message(4, _userIds);
            _info.Message(5, _users);
            if (_hasDeleted)
            {
                _info.Message(6, _visible);
            }

            _dense.Message(5, _info);
        }

        _dense.Message(8, _latitudes);
        _dense.Message(9, _longitudes);
        if (_hasTags)
        {
            _dense.Message(10, _tags);
        }

        return _dense;
    }

    internal void Clear()
    {
        foreach (var column in _all)
        {
            column.Clear();
        }

        (_last, _lastUser, Length) = (default, 0, 0);
        (_hasInfo, _hasDeleted, _hasTags) = (false, false, false);
    }

    /// <summary>The metadata of an object that has none.</summary>
    internal static readonly OsmInfo Nothing = new(0, 0, 0, 0, 0, Visible: true);
}
