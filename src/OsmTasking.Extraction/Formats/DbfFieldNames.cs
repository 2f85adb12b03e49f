using System.Globalization;

namespace OsmTasking.Extraction.Formats;

/// <summary>Names of dBASE fields: at most 10 letters, digits and underscores, different without regard to case.</summary>
internal sealed class DbfFieldNames
{
    private const int MaxLength = 10;

    private readonly string[] _names;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    internal DbfFieldNames(FeatureColumns columns) =>
        _names = [.. columns.Columns.Select(column => column.Name).Append(FeatureColumns.Rest).Select(name => Free(Plain(name), "", _taken))];

    /// <summary>Returns the fields of a table: the first of a column has the same name in every table.</summary>
    /// <param name="parts">How many fields each column has.</param>
    internal List<(int Column, int Part, string Name)> For(IReadOnlyList<int> parts)
    {
        HashSet<string> taken = new(_taken, StringComparer.OrdinalIgnoreCase);
        List<(int Column, int Part, string Name)> fields = [];
        for (var column = 0; column < parts.Count; column++)
        {
            for (var part = 0; part < parts[column]; part++)
            {
                fields.Add((column, part, part == 0 ? _names[column] : Free(_names[column], $"_{(part + 1).ToString(CultureInfo.InvariantCulture)}", taken)));
            }
        }

        return fields;
    }

    private static string Plain(string name) => name switch
    {
        "@type" => "osm_type",
        "@id" => "osm_id",
        "@version" or "@changeset" or "@timestamp" or "@uid" or "@user" => name[1..],
        _ => string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')),
    };

    private static string Free(string name, string ending, HashSet<string> taken)
    {
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? ending : $"{ending}{(ending.Length == 0 ? "" : "_")}{number.ToString(CultureInfo.InvariantCulture)}";
            var free = name[..Math.Min(name.Length, MaxLength - end.Length)] + end;
            if (taken.Add(free))
            {
                return free;
            }
        }
    }
}
