using System.Diagnostics.CodeAnalysis;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>The metadata of dense nodes, column by column; each column may be missing.</summary>
internal ref struct DenseInfos
{
    private readonly StringTable _strings;
    private readonly Units _units;
    private readonly VarintColumn _none = new([]);
    private VarintColumn _versions;
    private VarintColumn _timestamps;
    private VarintColumn _changesets;
    private VarintColumn _userIds;
    private VarintColumn _users;
    private VarintColumn _visible;
    private long _timestamp;
    private long _changeset;
    private long _userId;
    private long _user;

    internal DenseInfos(ReadOnlySpan<byte> bytes, int nodes, StringTable strings, Units units)
    {
        (_strings, _units) = (strings, units);
        _versions = _timestamps = _changesets = _userIds = _users = _visible = _none;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            if (field is < 1 or > 6)
            {
                cursor.Skip(wire);
                continue;
            }

            var column = new VarintColumn(cursor.Bytes(field, wire));
            if (column.Count != nodes && column.Count != 0)
            {
                throw new OsmFormatException($"{nodes} dense nodes have {column.Count} values in column {field} of their metadata");
            }

            switch (field)
            {
                case 1:
                    _versions = column;
                    break;
                case 2:
                    _timestamps = column;
                    break;
                case 3:
                    _changesets = column;
                    break;
                case 4:
                    _userIds = column;
                    break;
                case 5:
                    _users = column;
                    break;
                default:
                    _visible = column;
                    break;
            }
        }
    }

    /// <summary>Gets a value that says whether some of the nodes may be deleted.</summary>
    internal readonly bool MayHide => _visible.Count != 0;

    /// <summary>Decodes the next ones.</summary>
    internal void Next(Span<OsmInfo> into)
    {
        var whole = _versions.Count != 0 && _timestamps.Count != 0 && _changesets.Count != 0 && _userIds.Count != 0 && _users.Count != 0 && _visible.Count == 0;
        if (whole)
        {
            NextWhole(into);
            return;
        }

        for (var i = 0; i < into.Length; i++)
        {
            var version = _versions.Count == 0 ? 0 : Version(_versions.NextSmall());
            _timestamp += _timestamps.Count == 0 ? 0 : _timestamps.NextSmallSigned();
            _changeset += _changesets.Count == 0 ? 0 : _changesets.NextSmallSigned();
            _userId += _userIds.Count == 0 ? 0 : _userIds.NextSmallSigned();
            var user = 0;
            if (_users.Count != 0)
            {
                _user += _users.NextSmallSigned();
                user = _strings.Index((ulong)_user);
            }

            var visible = _visible.Count == 0 || _visible.NextSmall() != 0;
            into[i] = new OsmInfo(version, _units.Seconds(_timestamp), _changeset, _userId, user, visible);
        }
    }

    // The same without questions, for the files that have everything.
    private void NextWhole(Span<OsmInfo> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            _timestamp += _timestamps.NextSmallSigned();
            _changeset += _changesets.NextSmallSigned();
            _userId += _userIds.NextSmallSigned();
            _user += _users.NextSmallSigned();
            into[i] = new OsmInfo(Version(_versions.NextSmall()), _units.Seconds(_timestamp), _changeset, _userId, _strings.Index((ulong)_user), Visible: true);
        }
    }

    private static int Version(ulong value)
    {
        if (value > int.MaxValue)
        {
            ThrowVersion(value);
        }

        return (int)value;
    }

    [DoesNotReturn]
    private static void ThrowVersion(ulong value) => throw new OsmFormatException($"{(long)value} is no version");
}
