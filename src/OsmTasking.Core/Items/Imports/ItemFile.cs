using System.Runtime.CompilerServices;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Items.Imports;

/// <summary>The formats that items come in.</summary>
public enum ItemFormat
{
    /// <summary>One FeatureCollection; each feature is an item.</summary>
    GeoJson,

    /// <summary>One object a line (RFC 8142 record separators are let pass): a Feature, a FeatureCollection, or an item as the to-fix API takes it.</summary>
    GeoJsonLines,

    /// <summary>Comma-separated values with a head line: id, instructions, longitude, latitude (or lon, lat); other columns become metadata.</summary>
    Csv,
}

/// <summary>A row that could not be read.</summary>
/// <param name="Row">Its number, from 1: of the feature, or of the line.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record ItemRowFault(long Row, string Fault);

/// <summary>Reads items from a file as a stream: one row is in memory at a time, and the ids, to tell repetitions.</summary>
/// <param name="content">The bytes, UTF-8.</param>
/// <param name="format">The format.</param>
public sealed class ItemFile(Stream content, ItemFormat format)
{
    /// <summary>How many faults are kept; all are counted.</summary>
    public const int MostFaults = 1000;

    /// <summary>How long one row may be, bytes.</summary>
    public const int LongestRow = 4 * 1024 * 1024;

    private readonly List<ItemRowFault> _faults = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Gets the first <see cref="MostFaults"/> rows that could not be read.</summary>
    public IReadOnlyList<ItemRowFault> Faults => _faults;

    /// <summary>Gets how many rows could not be read.</summary>
    public long FaultCount { get; private set; }

    /// <summary>Gets how many rows there were.</summary>
    public long Rows { get; private set; }

    /// <summary>Guesses the format from a file name; <see langword="null"/> when it tells nothing.</summary>
    public static ItemFormat? FormatOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CSV" => ItemFormat.Csv,
            ".GEOJSONL" or ".GEOJSONS" or ".GEOJSONSEQ" or ".NDJSON" or ".JSONL" or ".LDGEOJSON" => ItemFormat.GeoJsonLines,
            ".GEOJSON" or ".JSON" => ItemFormat.GeoJson,
            _ => null,
        };
    }

    /// <summary>Reads the rows; those that are faulty are kept in <see cref="Faults"/> and left out. Once only.</summary>
    /// <exception cref="GeoJsonException">The file as a whole cannot be read: it is cut off, not JSON, or has no head line.</exception>
    public async IAsyncEnumerable<ItemDraft> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rows = format switch
        {
            ItemFormat.GeoJson => FeatureStream.ReadAsync(content, cancellationToken),
            ItemFormat.GeoJsonLines => LineStream.ReadAsync(content, cancellationToken),
            _ => CsvStream.ReadAsync(content, cancellationToken),
        };
        await foreach (var row in rows.ConfigureAwait(false))
        {
            Rows++;
            var (draft, fault) = row;
            if (draft is not null && fault is null && !_ids.Add(draft.ExternalId))
            {
                fault = $"the id {draft.ExternalId} occurs a second time";
            }

            if (fault is null && draft is not null)
            {
                yield return draft;
            }
            else
            {
                Note(fault ?? "there is no item");
            }
        }
    }

    private void Note(string fault)
    {
        FaultCount++;
        if (_faults.Count < MostFaults)
        {
            _faults.Add(new ItemRowFault(Rows, fault));
        }
    }
}

/// <summary>A row as read: an item, or why it is none.</summary>
internal readonly record struct ItemRow(ItemDraft? Draft, string? Fault);
