using System.IO.Pipelines;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;

namespace ReferenceApi.RawData;

/// <summary>Sends features as an answer while they are read, in constant memory.</summary>
public static class FeatureAnswer
{
    private const int PauseAt = 1 << 20;

    /// <summary>Sends a collection.</summary>
    /// <param name="context">The request.</param>
    /// <param name="format">How rows are written.</param>
    /// <param name="read">Reads them into a sink.</param>
    public static async Task SendAsync(HttpContext context, RowFormat format, Func<IFeatureSink, ValueTask<long>> read)
    {
        context.Response.ContentType = "application/json";

        // The sink is called row by row and cannot wait; what it wrote waits in the pipe, which pauses it when the client is slow.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PauseAt, resumeWriterThreshold: PauseAt / 2, useSynchronizationContext: false));
        var work = Task.Run(async () =>
        {
            try
            {
                await using var output = pipe.Writer.AsStream(leaveOpen: true);
                using var writer = new RowWriter(format, output);
                await read(writer);
                writer.Complete();
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception fault)
            {
                await pipe.Writer.CompleteAsync(fault);
            }
        });
        await pipe.Reader.CopyToAsync(context.Response.Body, context.RequestAborted);
        await work;
    }
}
