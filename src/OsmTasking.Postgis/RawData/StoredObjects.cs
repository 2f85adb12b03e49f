using System.Text.Json;
using Npgsql;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>Ways and relations as the tables have them, read back into a block.</summary>
internal sealed class StoredObjects(NpgsqlConnection connection)
{
    private readonly List<long> _refs = [];
    private readonly List<OsmMember> _members = [];
    private readonly List<OsmTag> _tags = [];

    internal OsmBlock Block { get; } = new();

    internal Dictionary<long, OsmWay> Ways { get; } = [];

    internal Dictionary<long, OsmRelation> Relations { get; } = [];

    internal Task LoadWaysAsync(IEnumerable<long> ways, CancellationToken cancellationToken) => connection.EachAsync(
        UpdateSql.Ways,
        row =>
        {
            _refs.Clear();
            ObjectParts.Read(row.GetFieldValue<byte[]>(7), _refs);
            Ways[row.GetInt64(0)] = new(row.GetInt64(0), Block.AddRefs([.. _refs]), Tags(row), Info(row));
        },
        cancellationToken,
        P<long[]>([.. ways.Where(way => !Ways.ContainsKey(way))]));

    internal Task LoadRelationsAsync(IEnumerable<long> relations, CancellationToken cancellationToken) => connection.EachAsync(
        UpdateSql.Relations,
        row =>
        {
            _members.Clear();
            ObjectParts.ReadMembers(row.GetFieldValue<byte[]>(7), Block, _members);
            Relations[row.GetInt64(0)] = new(row.GetInt64(0), Block.AddMembers([.. _members]), Tags(row), Info(row));
        },
        cancellationToken,
        P<long[]>([.. relations.Where(relation => !Relations.ContainsKey(relation))]));

    /// <summary>Gets the nodes of those of some ways that are loaded, each once.</summary>
    internal long[] NodesOf(IEnumerable<long> ways)
    {
        var nodes = new HashSet<long>();
        foreach (var id in ways)
        {
            if (Ways.TryGetValue(id, out var way))
            {
                foreach (var node in Block.Refs(way.Refs))
                {
                    nodes.Add(node);
                }
            }
        }

        return [.. nodes];
    }

    /// <summary>Gets the members, whatever they are, of those of some relations that are loaded, each id once.</summary>
    internal long[] MembersOf(IEnumerable<long> relations)
    {
        var members = new HashSet<long>();
        foreach (var id in relations)
        {
            if (Relations.TryGetValue(id, out var relation))
            {
                foreach (var member in Block.Members(relation.Members))
                {
                    members.Add(member.Id);
                }
            }
        }

        return [.. members];
    }

    private OsmInfo Info(NpgsqlDataReader row) => new(
        row.Int(3) ?? 0, row.IsDBNull(5) ? 0 : row.GetInt64(5), row.Long(4) ?? 0, row.Long(1) ?? 0, row.IsDBNull(2) ? 0 : Block.AddString(row.GetFieldValue<byte[]>(2)), Visible: true);

    private OsmSlice Tags(NpgsqlDataReader row)
    {
        _tags.Clear();
        var json = new Utf8JsonReader(row.GetFieldValue<byte[]>(6));
        var key = 0;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                key = Text(ref json);
            }
            else if (json.TokenType == JsonTokenType.String)
            {
                _tags.Add(new OsmTag(key, Text(ref json)));
            }
        }

        return Block.AddTags([.. _tags]);
    }

    private int Text(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return Block.AddString(json.ValueSpan);
        }

        var text = new byte[json.ValueSpan.Length];
        return Block.AddString(text.AsSpan(0, json.CopyString(text)));
    }
}
