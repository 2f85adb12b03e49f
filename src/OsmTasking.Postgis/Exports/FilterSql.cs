using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Extraction.Filters;
using OsmTasking.Postgis.Sql;
using Wanted = OsmTasking.Extraction.Geometries.Shapes;

namespace OsmTasking.Postgis.Exports;

/// <summary>Turns a filter into a condition on <c>tags</c> and <c>geom</c>: the text is of constants, every key and value is a parameter.</summary>
/// <param name="values">Receives the values.</param>
/// <param name="only">The shape of every row of the table; nothing when rows differ.</param>
internal sealed class FilterSql(NpgsqlParameterCollection values, Wanted only) : ITagFilterFold<FilterSql.Condition>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a filter.</summary>
    internal string Write(TagFilter filter) => Text(filter.Fold(this));

    public Condition All(IReadOnlyList<Condition> parts) => new($"({string.Join(" and ", parts.Select(Text))})");

    // Any of many keys is one look into the index.
    public Condition Any(IReadOnlyList<Condition> parts)
    {
        var keys = parts.Where(part => part.Key is not null).Select(part => part.Key!).ToArray();
        if (keys.Length < 2)
        {
            return new($"({string.Join(" or ", parts.Select(Text))})");
        }

        var others = parts.Where(part => part.Key is null).Select(Text).Prepend(Fill(ExportSql.HasAnyKey, Add(NpgsqlDbType.Array | NpgsqlDbType.Text, keys)));
        return new($"({string.Join(" or ", others)})");
    }

    public Condition Not(Condition part) => new($"(not {Text(part)})");

    public Condition OfShape(Wanted shape, Condition part)
    {
        if (only != Wanted.None)
        {
            return (shape & only) != Wanted.None ? part : new(ExportSql.False);
        }

        var tests = new[] { (Wanted.Point, ExportSql.IsPoint), (Wanted.Line, ExportSql.IsLine), (Wanted.Polygon, ExportSql.IsPolygon), (Wanted.Collection, ExportSql.IsCollection) };
        return new($"(({string.Join(" or ", tests.Where(test => (shape & test.Item1) != Wanted.None).Select(test => test.Item2))}) and {Text(part)})");
    }

    public Condition Tag(string key, IReadOnlyList<string> values) => values switch
    {
        [] => new(string.Empty, key),
        [var value] => new(Fill(ExportSql.HasTag, Add(NpgsqlDbType.Jsonb, JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value }, Plain)))),
        _ => new(Fill(ExportSql.HasOneOf, Add(NpgsqlDbType.Text, key), Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray()))),
    };

    internal static string Fill(string constant, params ReadOnlySpan<string> places) => string.Format(CultureInfo.InvariantCulture, constant, [.. places]);

    internal string Add(NpgsqlDbType type, object value)
    {
        values.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
        return $"${values.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private string Text(Condition part) => part.Key is null ? part.Text : Fill(ExportSql.HasKey, Add(NpgsqlDbType.Text, part.Key));

    /// <summary>A condition; one that only asks for a key is not written before it is known what stands beside it.</summary>
    internal readonly record struct Condition(string Text, string? Key = null);
}
