using System.Collections;
using System.Collections.Concurrent;
using OsmSharp;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>The objects of a source one by one: the source is read ahead by other threads, a few blocks far.</summary>
internal sealed class OsmGeoSequence(IOsmSource source, OsmKinds kinds) : IEnumerable<OsmGeo>
{
    private const int BlocksAhead = 8;

    public IEnumerator<OsmGeo> GetEnumerator()
    {
        using var stop = new CancellationTokenSource();
        using var blocks = new BlockingCollection<OsmGeo[]>(BlocksAhead);
        var reading = LongTask.Run(
            () =>
            {
                try
                {
                    source.Read(kinds, block => blocks.Add(OsmGeoFactory.Create(block), stop.Token), progress: null, stop.Token);
                }
                finally
                {
                    blocks.CompleteAdding();
                }
            });
        try
        {
            foreach (var items in blocks.GetConsumingEnumerable(CancellationToken.None))
            {
                foreach (var item in items)
                {
                    yield return item;
                }
            }

            reading.GetAwaiter().GetResult(); // Tells what was wrong, after all that stood before it.
        }
        finally
        {
            stop.Cancel();
            reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
