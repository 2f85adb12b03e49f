using System.Buffers;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Postgis.RawData;

/// <summary>Writes the features of one lane into the tables; order is nothing to a table, so lanes do not wait for their turns.</summary>
/// <param name="tables">Which tables; new ones get rows as they are made, others when they are complete.</param>
/// <param name="left">Of the ways that give no feature, which are noted; <see langword="null"/> for all.</param>
/// <param name="updatable">Whether to write what updates need: what objects are made of, and which of them cannot be found by their shape.</param>
internal sealed class CopyLane(CopyTables tables, bool updatable, IReadOnlySet<long>? left = null) : LaneSink
{
    private const short Columns = 7;

    private readonly CopyStream _nodes = new(tables.Nodes);
    private readonly CopyStream _lines = new(tables.Lines);
    private readonly CopyStream _polygons = new(tables.Polygons);
    private readonly CopyStream _relations = new(tables.Relations);
    private readonly CopyStream _unbuilt = new(tables.Unbuilt);
    private readonly CopyStream _watched = new(tables.Watched);
    private readonly CopyStream _members = new(tables.Members);
    private readonly TagJson _tags = new();
    private readonly ArrayBufferWriter<byte> _scratch = new(4096);

    private CopyStream[] Streams => [_nodes, _lines, _polygons, _relations, _unbuilt, _watched, _members];

    /// <summary>Gets the number of features so far.</summary>
    internal long Features => _nodes.Rows + _lines.Rows + _polygons.Rows + _relations.Rows;

    public override void Write(in OsmFeature feature)
    {
        var copy = (feature.Kind, feature.Geometry.Kind) switch
        {
            (OsmKind.Node, _) => _nodes,
            (OsmKind.Way, GeometryKind.LineString) => _lines,
            (OsmKind.Way, _) => _polygons,
            _ => _relations,
        };
        var (typed, parts) = (!copy.IsNew, updatable && feature.Kind != OsmKind.Node);
        copy.StartRow((short)(Columns + 1 + (typed ? 1 : 0) + (parts ? 1 : 0)));
        AddColumns(copy, feature, typed);
        EwkbWriter.Write(feature.Geometry, copy.Field(EwkbWriter.Length(feature.Geometry)));
        if (parts)
        {
            AddParts(copy, feature);
        }

        copy.EndRow();
        if (parts && feature.IsMended)
        {
            Watch(feature);
        }
    }

    public override void Leave(in OsmFeature feature)
    {
        if (updatable && (left is null || feature.Kind != OsmKind.Way || left.Contains(feature.Id)))
        {
            _unbuilt.StartRow(Columns + 2);
            AddColumns(_unbuilt, feature, typed: true);
            AddParts(_unbuilt, feature);
            _unbuilt.EndRow();
            Watch(feature);
        }
    }

    public override void Commit()
    {
    }

    public override void End() => Array.ForEach(Streams, stream => stream.Flush());

    internal void CompleteOn(NpgsqlConnection connection) => Array.ForEach(Streams, stream => stream.CompleteOn(connection));

    internal static ReadOnlySpan<byte> Letter(OsmKind kind) => kind switch
    {
        OsmKind.Node => "N"u8,
        OsmKind.Way => "W"u8,
        _ => "R"u8,
    };

    private void AddColumns(CopyStream copy, in OsmFeature feature, bool typed)
    {
        var info = feature.Info;
        if (typed)
        {
            copy.Add(Letter(feature.Kind));
        }

        copy.Add(feature.Id);
        AddOrNull(copy, info.UserId);
        AddOrNull(copy, info.Changeset);
        if (info.Timestamp == 0)
        {
            copy.Null();
        }
        else
        {
            copy.Add(DatabaseEpoch.Microseconds(info.Timestamp));
        }

        if (info.Version == 0)
        {
            copy.Null();
        }
        else
        {
            copy.Add(info.Version);
        }

        AddUser(copy, feature.User);
        copy.AddJson(_tags.Of(feature));
    }

    private void AddParts(CopyStream copy, in OsmFeature feature)
    {
        _scratch.ResetWrittenCount();
        if (feature.Kind == OsmKind.Way)
        {
            ObjectParts.Write(feature.Refs, _scratch);
        }
        else
        {
            ObjectParts.WriteMembers(feature, _scratch);
            foreach (var member in feature.Members)
            {
                _members.StartRow(3);
                _members.Add(member.Id);
                _members.Add(Letter(member.Kind));
                _members.Add(feature.Id);
                _members.EndRow();
            }
        }

        copy.Add(_scratch.WrittenSpan);
    }

    // A node that moves is looked for in the shapes of ways; these ways do not show all their nodes.
    private void Watch(in OsmFeature way)
    {
        foreach (var node in way.Refs)
        {
            _watched.StartRow(2);
            _watched.Add(node);
            _watched.Add(way.Id);
            _watched.EndRow();
        }
    }

    private static void AddUser(CopyStream copy, ReadOnlySpan<byte> user)
    {
        if (user.IsEmpty)
        {
            copy.Null();
        }
        else
        {
            copy.Add(CleanText.ForDatabase(user));
        }
    }

    private static void AddOrNull(CopyStream copy, long value)
    {
        if (value == 0)
        {
            copy.Null();
        }
        else
        {
            copy.Add(value);
        }
    }
}
