using System.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>Tags that become columns of their own in the place of the object of all tags, for some shapes or for all.</summary>
/// <remarks>
/// A column is called like its key with <c>_</c> for blanks and colons, as raw-data-api does it; capitals stay. Where that name is taken, by
/// a column of the format or by another key, without regard to case, it ends in <c>_2</c>, <c>_3</c> and so on. The order is that of the
/// request: points, lines, polygons; what is there already is not repeated.
/// </remarks>
public sealed class ExportColumns
{
    /// <summary>The most keys of a request.</summary>
    public const int Most = 200;

    private static readonly string[] Reserved =
        ["osm_id", "osm_type", "version", "tags", "changeset", "timestamp", "uid", "user", "problem", "geom", "geometry", "wkt", "lon", "lat", "fid", "ogc_fid", "rowid", "oid", "_rowid_"];

    private readonly Dictionary<Shapes, Column[]> _byShape = [];

    /// <summary>Names the columns.</summary>
    /// <param name="parts">The keys of each shape; a shape that is not there keeps its tags in one object.</param>
    /// <exception cref="ArgumentException">A key is empty, or there are too many.</exception>
    public ExportColumns(IEnumerable<(Shapes Shape, IReadOnlyList<string> Keys)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(Reserved, StringComparer.OrdinalIgnoreCase);
        foreach (var (shape, keys) in parts)
        {
            foreach (var key in keys.Where(key => !names.ContainsKey(key)))
            {
                names.Add(key, Free(key, taken));
            }

            _byShape[shape] = [.. keys.Distinct(StringComparer.Ordinal).Select(key => new Column(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(names[key])))];
        }

        if (names.Count > Most)
        {
            throw new ArgumentException($"There are {names.Count} keys; {Most} are the most.", nameof(parts));
        }

        Names = [.. names.Values];
    }

    /// <summary>Gets the names of all columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Returns the columns of a shape, or null where tags stay in one object.</summary>
    internal Column[]? Of(Shapes shape) => _byShape.GetValueOrDefault(shape == Shapes.Collection ? Shapes.Line : shape);

    private static string Free(string key, HashSet<string> taken)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new ArgumentException("A key is empty.", nameof(key));
        }

        var plain = key.Replace(' ', '_').Replace(':', '_');
        var name = plain;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = FormattableString.Invariant($"{plain}_{number}");
        }

        return name;
    }

    /// <summary>A key and the name of its column, both UTF-8.</summary>
    internal sealed record Column(byte[] Key, byte[] Name);
}
