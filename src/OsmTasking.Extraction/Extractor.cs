using System.Collections.Concurrent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Passes;

namespace OsmTasking.Extraction;

/// <summary>Turns a source into features with geometries.</summary>
public static class Extractor
{
    private const int ReadAhead = 1024;

    /// <summary>Reads a source and writes its features: nodes, then ways, then relations, each in the order of the source.</summary>
    /// <param name="source">The source; read three times at most. It may be in any order.</param>
    /// <param name="options">What to take.</param>
    /// <param name="sink">Receives the features, one at a time, though not always on the same thread.</param>
    /// <param name="progress">Receives how far it is, now and then.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>How many features were written, and what could not be.</returns>
    /// <remarks>
    /// Memory is bounded by the locations of the nodes of the source and of the ways that relations to be written have as
    /// members. Deleted versions are left out.
    /// </remarks>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    /// <exception cref="OperationCanceledException">The token fired; the sink has what came before.</exception>
    public static ExtractSummary Run(
        IOsmSource source,
        ExtractOptions options,
        IFeatureSink sink,
        IProgress<ExtractProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        return new ExtractPasses(source, options, () => new SinkOutput(sink), progress).Run(cancellationToken);
    }

    /// <summary>Reads a source and hands its features to a sink in each lane, side by side.</summary>
    /// <param name="source">The source; read three times at most. It may be in any order.</param>
    /// <param name="options">What to take.</param>
    /// <param name="createSink">Makes a sink for a lane; called anew for each reading.</param>
    /// <param name="progress">Receives how far it is, now and then.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>How many features were written, and what could not be.</returns>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    /// <exception cref="OperationCanceledException">The token fired; the sinks have what came before.</exception>
    public static ExtractSummary Run(
        IOsmSource source,
        ExtractOptions options,
        Func<LaneSink> createSink,
        IProgress<ExtractProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createSink);
        return new ExtractPasses(source, options, createSink, progress).Run(cancellationToken);
    }

    /// <summary>
    /// Reads a source and writes its features as rows of a format, in the order of <c>Run</c>; geometries and rows are made on as many
    /// threads as the source has lanes.
    /// </summary>
    /// <param name="source">The source; read three times at most. It may be in any order.</param>
    /// <param name="options">What to take.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">Where the rows go; it is left open.</param>
    /// <param name="progress">Receives how far it is, now and then.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>How many features were written, and what could not be.</returns>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    /// <exception cref="OperationCanceledException">The token fired; what is written is not a whole file.</exception>
    public static ExtractSummary Write(
        IOsmSource source,
        ExtractOptions options,
        RowFormat format,
        Stream output,
        IProgress<ExtractProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(output);
        var rows = new RowStream(format, output);
        rows.Start();
        var summary = new ExtractPasses(source, options, () => new RowOutput(format, rows), progress).Run(cancellationToken);
        rows.End();
        return summary;
    }

    /// <summary>Reads a source as a sequence of ordinary objects, in the order of <c>Run</c>.</summary>
    /// <param name="source">The source; read three times at most, and not before the first object is asked for.</param>
    /// <param name="options">What to take.</param>
    /// <param name="cancellationToken">Ends the sequence with an <see cref="OperationCanceledException"/>.</param>
    /// <remarks>
    /// Reading happens on another thread, at most 1,024 objects ahead; it ends when the enumerator is disposed of. For speed use
    /// <c>Run</c>, which makes no objects.
    /// </remarks>
    /// <exception cref="OsmFormatException">The source is not what it says it is; thrown when the sequence comes to the place.</exception>
    public static IEnumerable<ExtractedObject> Read(IOsmSource source, ExtractOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        return Enumerate(source, options, cancellationToken);
    }

    private static IEnumerable<ExtractedObject> Enumerate(IOsmSource source, ExtractOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var queue = new BlockingCollection<ExtractedObject>(ReadAhead);
        var token = stop.Token;
        var reading = LongTask.Run(
            () =>
            {
                try
                {
                    Run(source, options, new ObjectSink(item => queue.Add(item, token)), null, token);
                }
                finally
                {
                    queue.CompleteAdding();
                }
            });
        try
        {
            foreach (var item in queue.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return item;
            }

            reading.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
    }
}
