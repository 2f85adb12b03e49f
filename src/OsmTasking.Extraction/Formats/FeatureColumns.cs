using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>UTF-8.</summary>
    Text = 0,

    /// <summary>An integer of 64 bits.</summary>
    Number = 1,

    /// <summary>A time, ISO 8601, UTC.</summary>
    Time = 2,
}

/// <summary>
/// The columns of a table of features: the attributes asked for, in the order of <see cref="FeatureAttributes"/>, then the chosen keys. What
/// is no column of its own goes into one more, <c>tags</c>, as a JSON object. Names are the keys of <see cref="FeatureProperties"/>.
/// </summary>
internal sealed class FeatureColumns
{
    /// <summary>The name of the column for the tags that have none of their own.</summary>
    internal const string Rest = "tags";

    private static readonly (FeatureAttributes Attribute, string Name, ColumnKind Kind)[] AttributeColumns =
    [
        (FeatureAttributes.Type, "@type", ColumnKind.Text),
        (FeatureAttributes.Id, "@id", ColumnKind.Number),
        (FeatureAttributes.Version, "@version", ColumnKind.Number),
        (FeatureAttributes.Changeset, "@changeset", ColumnKind.Number),
        (FeatureAttributes.Timestamp, "@timestamp", ColumnKind.Time),
        (FeatureAttributes.UserId, "@uid", ColumnKind.Number),
        (FeatureAttributes.User, "@user", ColumnKind.Text),
    ];

    private readonly Dictionary<byte[], int> _indexes = new(Utf8Comparer.Instance);

    /// <summary>Sets out the columns.</summary>
    /// <param name="attributes">The attributes that become columns.</param>
    /// <param name="keys">The keys of tags that become columns.</param>
    /// <param name="taken">Names that the format needs for itself, beside <see cref="Rest"/>; compared without regard to case, as readers do.</param>
    /// <exception cref="ArgumentException">A key is empty, there twice, or the name of a column of the format itself.</exception>
    internal FeatureColumns(FeatureAttributes attributes, IEnumerable<string> keys, params ReadOnlySpan<string> taken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Attributes = attributes;
        List<(string Name, ColumnKind Kind)> columns = [.. AttributeColumns.Where(column => attributes.HasFlag(column.Attribute)).Select(column => (NameOf(column.Name), column.Kind))];
        AttributeCount = columns.Count;
        HashSet<string> own = new([Rest, .. taken], StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            if (string.IsNullOrEmpty(key) || own.Contains(key))
            {
                throw new ArgumentException($"The key '{key}' cannot be a column: the format has a column {string.Join(", ", own)} of its own, and a key is not empty.", nameof(keys));
            }

            columns.Add((key.StartsWith('@') && !IsPlain ? $"@{key}" : key, ColumnKind.Text));
        }

        Columns = columns;
        for (var i = 0; i < columns.Count; i++)
        {
            if (!_indexes.TryAdd(Encoding.UTF8.GetBytes(columns[i].Name), i))
            {
                throw new ArgumentException($"The key '{columns[i].Name}' is among the columns twice.", nameof(keys));
            }
        }
    }

    /// <summary>Gets the attributes among the columns.</summary>
    internal FeatureAttributes Attributes { get; }

    /// <summary>Gets how many of the columns, the first ones, are attributes.</summary>
    internal int AttributeCount { get; }

    /// <summary>Gets the columns, without <see cref="Rest"/>.</summary>
    internal IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; }

    private bool IsPlain => Attributes.HasFlag(FeatureAttributes.RawDataNames);

    private string NameOf(string attribute) => !IsPlain ? attribute : attribute switch
    {
        "@type" => "osm_type",
        "@id" => "osm_id",
        _ => attribute[1..],
    };

    /// <summary>Returns which column has a name, or -1.</summary>
    internal int IndexOf(ReadOnlySpan<byte> name) => _indexes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var index) ? index : -1;
}
