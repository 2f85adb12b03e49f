using System.Buffers;
using System.Text;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>Writes the features of one lane into the tables; order is nothing to a table, so lanes never wait for each other.</summary>
internal sealed class CopyLane(NpgsqlDataSource source) : LaneSink, IDisposable
{
    private const short Fields = 9;

    // Seconds from 1970, where OSM counts from, to 2000, where PostgreSQL does.
    private const long Epoch = 946_684_800;

    private readonly CopyStream _nodes = new(source, RawDataSql.CopyNodes);
    private readonly CopyStream _lines = new(source, RawDataSql.CopyLines);
    private readonly CopyStream _polygons = new(source, RawDataSql.CopyPolygons);
    private readonly CopyStream _relations = new(source, RawDataSql.CopyRelations);
    private readonly FeatureProperties _tags = new(FeatureAttributes.None, forDatabase: true);
    private readonly ArrayBufferWriter<byte> _scratch = new(4096);

    public override void Write(in OsmFeature feature)
    {
        var copy = (feature.Kind, feature.Geometry.Kind) switch
        {
            (OsmKind.Node, _) => _nodes,
            (OsmKind.Way, GeometryKind.LineString) => _lines,
            (OsmKind.Way, _) => _polygons,
            _ => _relations,
        };
        var info = feature.Info;
        copy.StartRow(Fields);
        copy.Add(feature.Id);
        copy.Add(Letter(feature.Kind));
        AddOrNull(copy, info.UserId);
        AddUser(copy, feature.User);
        if (info.Version == 0)
        {
            copy.Null();
        }
        else
        {
            copy.Add(info.Version);
        }

        AddOrNull(copy, info.Changeset);
        if (info.Timestamp == 0)
        {
            copy.Null();
        }
        else
        {
            copy.Add((info.Timestamp - Epoch) * 1_000_000);
        }

        AddTags(copy, feature);
        _scratch.ResetWrittenCount();
        EwkbWriter.Write(feature.Geometry, _scratch);
        copy.Add(_scratch.WrittenSpan);
        copy.EndRow();
    }

    public override void Commit()
    {
    }

    internal void Complete()
    {
        _nodes.Complete();
        _lines.Complete();
        _polygons.Complete();
        _relations.Complete();
    }

    public void Dispose()
    {
        _nodes.Dispose();
        _lines.Dispose();
        _polygons.Dispose();
        _relations.Dispose();
    }

    internal static ReadOnlySpan<byte> Letter(OsmKind kind) => kind switch
    {
        OsmKind.Node => "N"u8,
        OsmKind.Way => "W"u8,
        _ => "R"u8,
    };

    private void AddTags(CopyStream copy, in OsmFeature feature)
    {
        _tags.Fill(feature);
        _scratch.ResetWrittenCount();
        _scratch.Write("\u0001"u8); // The version of jsonb's binary form; the text follows.
        _tags.WriteJson(0, _scratch);
        copy.Add(_scratch.WrittenSpan);
    }

    private static void AddUser(CopyStream copy, ReadOnlySpan<byte> user)
    {
        if (user.IsEmpty)
        {
            copy.Null();
        }
        else if (System.Text.Unicode.Utf8.IsValid(user) && !user.Contains((byte)0))
        {
            copy.Add(user);
        }
        else
        {
            copy.Add(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(user).Replace('\0', '\uFFFD')));
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
