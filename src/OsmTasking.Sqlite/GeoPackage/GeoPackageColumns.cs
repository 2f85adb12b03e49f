using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>Which property goes to which column, and what the columns are called.</summary>
internal sealed class GeoPackageColumns
{
    /// <summary>The columns before these are <c>fid</c> and <c>geom</c>.</summary>
    internal const int First = 3;

    private static readonly (FeatureAttributes Attribute, string Key, string Type)[] AttributeColumns =
    [
        (FeatureAttributes.Type, "@type", "TEXT"),
        (FeatureAttributes.Id, "@id", "INTEGER"),
        (FeatureAttributes.Version, "@version", "INTEGER"),
        (FeatureAttributes.Changeset, "@changeset", "INTEGER"),
        (FeatureAttributes.Timestamp, "@timestamp", "DATETIME"),
        (FeatureAttributes.UserId, "@uid", "INTEGER"),
        (FeatureAttributes.User, "@user", "TEXT"),
    ];

    private readonly Dictionary<byte[], int> _parameters = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<(string Name, string Type)> _columns = [];

    internal GeoPackageColumns(FeatureAttributes attributes, IReadOnlyList<string> keys)
    {
        if (keys.Count > GeoPackageOptions.MaxColumns)
        {
            throw new ArgumentException($"Columns: {keys.Count} keys; {GeoPackageOptions.MaxColumns} are the most.", nameof(keys));
        }

        _lookup = _parameters.GetAlternateLookup<ReadOnlySpan<byte>>();

        // SQLite folds ASCII only; readers may fold more. The three names of the row id would be shadowed.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "fid", "geom", "tags", "rowid", "oid", "_rowid_" };
        var plain = attributes.HasFlag(FeatureAttributes.RawDataNames);
        foreach (var (attribute, signed, type) in AttributeColumns)
        {
            var key = !plain ? signed : attribute switch
            {
                FeatureAttributes.Type => "osm_type",
                FeatureAttributes.Id => "osm_id",
                _ => signed[1..],
            };
            taken.Add(key);
            if (attributes.HasFlag(attribute))
            {
                Add(key, key, type);
            }
        }

        Attributes = _columns.Count;
        for (var i = 0; i < keys.Count; i++)
        {
            if (FaultOf(keys[i]) is { } fault)
            {
                throw new ArgumentException($"Columns: key {i + 1} {fault}.", nameof(keys));
            }

            var key = keys[i][0] == '@' && !plain ? $"@{keys[i]}" : keys[i];
            if (NamesByKey.ContainsKey(keys[i]))
            {
                continue;
            }

            var name = key;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{key}_{number}";
            }

            NamesByKey.Add(keys[i], name);
            Add(key, name, "TEXT");
        }
    }

    /// <summary>Gets the name of the column of each chosen key.</summary>
    internal Dictionary<string, string> NamesByKey { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the number of columns for properties; <c>tags</c> comes after them.</summary>
    internal int Count => _columns.Count;

    /// <summary>Gets how many of the columns, the first ones, are attributes.</summary>
    internal int Attributes { get; }

    /// <summary>Returns the parameter of a property, or 0 when it has no column.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="isTag">Whether it is a tag, which may be called like an attribute.</param>
    internal int Parameter(ReadOnlySpan<byte> key, bool isTag) =>
        _lookup.TryGetValue(key, out var parameter) && isTag == parameter >= First + Attributes ? parameter : 0;

    /// <summary>Tells whether a parameter is a time, which this format writes with milliseconds.</summary>
    internal bool IsTime(int parameter) => _columns[parameter - First].Type == "DATETIME";

    internal string CreateTable(GeoPackageLayerKind kind) =>
        $"create table {kind.Name} (fid INTEGER primary key autoincrement not null, geom {kind.GeometryType}{string.Concat(_columns.Select(column => $", {Quote(column.Name)} {column.Type}"))}, tags TEXT)";

    internal string Insert(GeoPackageLayerKind kind) =>
        $"insert into {kind.Name} values ({string.Join(", ", Enumerable.Range(1, First + Count).Select(number => $"?{number}"))})";

    // In a quoted name only the quote itself means anything, and U+0000 was refused.
    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? FaultOf(string key) =>
        string.IsNullOrEmpty(key) ? "is empty"
        : key.Length > GeoPackageOptions.MaxKeyLength ? $"has {key.Length} characters; {GeoPackageOptions.MaxKeyLength} are the most"
        : key.Contains('\0', StringComparison.Ordinal) ? "contains U+0000"
        : HasLoneSurrogate(key) ? "is no valid Unicode"
        : null;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string key, string name, string type)
    {
        _parameters.Add(Encoding.UTF8.GetBytes(key), First + _columns.Count);
        _columns.Add((name, type));
    }
}
