using System.IO.Compression;
using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Exports;

/// <summary>Writes an export: features through a writer into a zip while they come, in constant memory.</summary>
/// <remarks>
/// The zip holds the file under the name that was asked for, <c>clipping_boundary.geojson</c>, <c>Readme.txt</c> and <c>metadata.json</c>. A
/// format that is not made of rows is written beside it first, and then packed.
/// </remarks>
/// <param name="source">The data.</param>
/// <param name="time">The clock for the time of the export.</param>
public sealed class ExportArchive(IExportSource source, TimeProvider time)
{
    /// <summary>Gets how hard to press. The default is the fastest: most of the time of an export would go into more.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Fastest;

    /// <summary>Gets text that is added to <c>Readme.txt</c>; null for none.</summary>
    public string? ReadmeText { get; init; }

    /// <summary>Writes an export to a file that is not there yet.</summary>
    /// <param name="request">What to write.</param>
    /// <param name="format">Its format.</param>
    /// <param name="path">The file. What is needed on the way goes beside it, and is removed.</param>
    /// <param name="progress">Receives how much is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops; the file is then not to be used.</param>
    /// <exception cref="FormatLimitException">It is larger than the format allows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="Core.StoreException">The store failed.</exception>
    public async ValueTask<ExportOutcome> WriteAsync(
        ExportRequest request, ExportFormat format, string path, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(format);
        var data = await source.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (!request.Zip)
        {
            return await WriteBareAsync(request, format, path, data, progress, cancellationToken).ConfigureAwait(false);
        }

        var output = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        await using var disposal = output.ConfigureAwait(false);
        ExportOutcome outcome;
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            outcome = format.Rows is null
                ? await PackAsync(request, format, zip, path, data, progress, cancellationToken).ConfigureAwait(false)
                : await StreamAsync(request, format, zip, data, progress, cancellationToken).ConfigureAwait(false);
            ExportDescription.Write(Add, request, outcome, ReadmeText);
            Stream Add(string name) => Entry(zip, name, outcome.ExportedAt);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return outcome with { Bytes = output.Length };
    }

    /// <summary>Puts what a request wants done to each feature before a sink: its centre, where that is asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="next">Takes the features.</param>
    /// <param name="cancellationToken">Stops at the next feature.</param>
    public static IFeatureSink Prepare(ExportRequest request, IFeatureSink next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ExportSink(next, request.Centroid, cancellationToken);
    }

    private async ValueTask<ExportOutcome> WriteBareAsync(
        ExportRequest request, ExportFormat format, string path, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (format.Open is not null)
        {
            return await WriteFileAsync(request, format, path, data, progress, cancellationToken).ConfigureAwait(false);
        }

        var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        await using var disposal = output.ConfigureAwait(false);
        var outcome = await RowsAsync(request, format, output, data, progress, cancellationToken).ConfigureAwait(false);
        return outcome with { Bytes = outcome.BytesBefore };
    }

    private async ValueTask<ExportOutcome> StreamAsync(
        ExportRequest request, ExportFormat format, ZipArchive zip, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var entry = Entry(zip, $"{request.FileName}.{format.Ending}", time.GetUtcNow());
        await using var disposal = entry.ConfigureAwait(false);
        return await RowsAsync(request, format, entry, data, progress, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ExportOutcome> RowsAsync(
        ExportRequest request, ExportFormat format, Stream output, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var counted = new CountingStream(output);
        await using var disposal = counted.ConfigureAwait(false);
        using var writer = new RowWriter(format.Rows!(Layout(request, null)), counted);
        var outcome = await RunAsync(request, format, writer, data, progress, cancellationToken).ConfigureAwait(false);
        writer.Complete();
        return outcome with { BytesBefore = counted.Written };
    }

    private async ValueTask<ExportOutcome> WriteFileAsync(
        ExportRequest request, ExportFormat format, string path, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var writer = format.Open!(path, Layout(request, Path.GetDirectoryName(path)));
        var outcome = await RunAsync(request, format, writer, data, progress, cancellationToken).ConfigureAwait(false);
        writer.Complete();
        var bytes = format.IsFolder ? Directory.EnumerateFiles(path).Sum(file => new FileInfo(file).Length) : new FileInfo(path).Length;
        return outcome with { Bytes = bytes, BytesBefore = bytes };
    }

    private async ValueTask<ExportOutcome> PackAsync(
        ExportRequest request, ExportFormat format, ZipArchive zip, string path, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Under the plain name, because some formats name their layer after the file.
        var folder = $"{path}.parts";
        Directory.CreateDirectory(folder);
        try
        {
            var made = Path.Combine(folder, format.IsFolder ? "layers" : $"{ExportNames.Plain(request.FileName)}.{format.Ending}");
            var outcome = await WriteFileAsync(request, format, made, data, progress, cancellationToken).ConfigureAwait(false);
            string[] files = format.IsFolder ? [.. Directory.GetFiles(made).Order(StringComparer.Ordinal)] : [made];
            foreach (var file in files)
            {
                var name = format.IsFolder ? $"{request.FileName}_{LayerName(Path.GetFileName(file))}" : $"{request.FileName}.{format.Ending}";
                var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16);
                await using var fromDisposal = from.ConfigureAwait(false);
                var entry = Entry(zip, name, outcome.ExportedAt);
                await using var entryDisposal = entry.ConfigureAwait(false);
                await from.CopyToAsync(entry, cancellationToken).ConfigureAwait(false);
            }

            return outcome;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async ValueTask<ExportOutcome> RunAsync(
        ExportRequest request, ExportFormat format, IFeatureWriter writer, ExportData? data, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var columns = format.ReadsTags ? null : request.Columns;
        var sink = new ExportSink(columns is null ? writer : new ColumnSink(writer, columns), request.Centroid, cancellationToken);
        await source.ReadAsync(request.Query with { TagsAsText = format.ReadsTags && request.Columns is null }, sink, progress, cancellationToken).ConfigureAwait(false);
        return new(data, sink.Counts, time.GetUtcNow());
    }

    private static ExportLayout Layout(ExportRequest request, string? folder) =>
        new(ExportNames.Plain(request.FileName)) { Columns = request.Columns, MinZoom = request.MinZoom, MaxZoom = request.MaxZoom, Folder = folder, WrapsGeometries = request.WrapsGeometries };

    private static string LayerName(string file) =>
        file.Replace("points.", "point.", StringComparison.Ordinal).Replace("lines.", "line.", StringComparison.Ordinal).Replace("polygons.", "poly.", StringComparison.Ordinal);

    private Stream Entry(ZipArchive zip, string name, DateTimeOffset at)
    {
        var entry = zip.CreateEntry(name, Compression);
        entry.LastWriteTime = at.UtcDateTime < new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc) ? DateTimeOffset.UnixEpoch.AddYears(10) : at;
        return entry.Open();
    }
}

/// <summary>What an export gave.</summary>
/// <param name="Data">The data it was cut from; null when there was none.</param>
/// <param name="Counts">Features written, by kind of object.</param>
/// <param name="ExportedAt">When it was.</param>
public sealed record ExportOutcome(ExportData? Data, IReadOnlyDictionary<OsmKind, long> Counts, DateTimeOffset ExportedAt)
{
    /// <summary>Gets the size of what is handed out, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the size of the files before they are packed, in bytes, without their description.</summary>
    public long BytesBefore { get; init; }

    /// <summary>Gets the number of features.</summary>
    public long Features => Counts.Values.Sum();
}
