using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Items.Imports;

/// <summary>Comma-separated values as RFC 4180 has them: quotes around a field, doubled inside it, line ends allowed there.</summary>
internal static class CsvStream
{
    private static readonly string[] Longitudes = ["longitude", "lon", "lng", "x"];
    private static readonly string[] Latitudes = ["latitude", "lat", "y"];
    private static readonly string[] Instructions = ["instructions", "instruction", "name"];

    internal static async IAsyncEnumerable<ItemRow> ReadAsync(Stream content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new BoundedLines(content);
        var first = await RecordAsync(lines, cancellationToken).ConfigureAwait(false) ?? throw new GeoJsonException(string.Empty, "the file is empty; it needs a head line");
        var head = first.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        var columns = new Columns(head, Find(head, ["id"]), Find(head, Instructions), Find(head, Longitudes), Find(head, Latitudes));
        while (await RecordAsync(lines, cancellationToken).ConfigureAwait(false) is { } record)
        {
            if (record is not [""])
            {
                yield return lines.IsTooLong ? new ItemRow(null, $"the line is longer than {ItemFile.LongestRow} characters") : Read(record, columns);
            }
        }
    }

    private static ItemRow Read(List<string> record, Columns columns)
    {
        if (record.Count != columns.Head.Length)
        {
            return new ItemRow(null, $"the line has {record.Count} fields; the head line has {columns.Head.Length}");
        }

        if (!Number(record[columns.Longitude], out var longitude) || !Number(record[columns.Latitude], out var latitude))
        {
            return new ItemRow(null, "longitude or latitude is not a number");
        }

        var metadata = new JsonObject();
        for (var index = 0; index < record.Count; index++)
        {
            if (index != columns.Id && index != columns.Instruction && index != columns.Longitude && index != columns.Latitude)
            {
                metadata[columns.Head[index]] = record[index];
            }
        }

        return ItemShape.Check(record[columns.Id], new ItemPin(longitude, latitude), record[columns.Instruction], metadata.ToJsonString(), null);
    }

    private static async ValueTask<List<string>?> RecordAsync(BoundedLines lines, CancellationToken cancellationToken)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var line = await lines.NextAsync(cancellationToken).ConfigureAwait(false);
            if (line is null)
            {
                return quoted ? throw new GeoJsonException(string.Empty, "the file ends inside a quoted field") : null;
            }

            for (var index = 0; index < line.Length; index++)
            {
                var letter = line[index];
                if (quoted && letter == '"' && index + 1 < line.Length && line[index + 1] == '"')
                {
                    field.Append('"');
                    index++;
                }
                else if (letter == '"')
                {
                    quoted = !quoted;
                }
                else if (letter == ',' && !quoted)
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
                else if (letter != '\r' || index < line.Length - 1 || quoted)
                {
                    field.Append(letter);
                }
            }

            if (!quoted)
            {
                fields.Add(field.ToString());
                return fields;
            }

            if (field.Length > ItemFile.LongestRow)
            {
                throw new GeoJsonException(string.Empty, $"a quoted field is longer than {ItemFile.LongestRow} characters");
            }

            field.Append('\n');
        }
    }

    private static int Find(string[] head, string[] names)
    {
        var index = Array.FindIndex(head, name => names.Contains(name, StringComparer.Ordinal));
        return index >= 0 ? index : throw new GeoJsonException(string.Empty, $"the head line names no column {string.Join(" or ", names)}");
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private sealed record Columns(string[] Head, int Id, int Instruction, int Longitude, int Latitude);
}
