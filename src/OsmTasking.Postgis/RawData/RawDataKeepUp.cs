using System.Diagnostics.Metrics;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Changes.Replication;

namespace OsmTasking.Postgis.RawData;

/// <summary>How far catching up is.</summary>
/// <param name="Sequence">The change file just applied.</param>
/// <param name="Latest">The last one of the feed.</param>
/// <param name="Time">The time up to which changes are in.</param>
/// <param name="Summary">What this one did.</param>
public readonly record struct KeepUpProgress(long Sequence, long Latest, DateTimeOffset Time, UpdateSummary Summary);

/// <summary>Keeps imported OSM data up to date with a feed of change files: each in one transaction together with its number, so that after any end it goes on where it was.</summary>
/// <param name="update">Applies changes.</param>
/// <param name="time">The clock.</param>
public sealed class RawDataKeepUp(RawDataUpdate update, TimeProvider time)
{
    private static readonly Meter Meter = new("OsmTasking.RawData");

    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>("osmtasking.raw_data.lag", "s", "How far the imported OSM data are behind, in seconds.");

    /// <summary>Applies all change files that the feed has and the data have not.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="extract">What the data were imported with, if not the defaults of <see cref="RawDataOptions"/>.</param>
    /// <param name="progress">Hears of every file.</param>
    /// <param name="cancellationToken">Stops; what is applied stays.</param>
    /// <returns>Where the data stand.</returns>
    /// <exception cref="StoreException">The database failed; nothing is imported; or the data say neither a number nor a time to begin with.</exception>
    /// <exception cref="OsmFormatException">The feed is not what it should be, or does not reach back so far.</exception>
    /// <exception cref="IOException">The feed could not be read.</exception>
    public async ValueTask<RawDataPosition> CatchUpAsync(
        ReplicationFeed feed, ExtractOptions? extract = null, IProgress<KeepUpProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var position = await update.PositionAsync(cancellationToken).ConfigureAwait(false) ?? throw new StoreException("Nothing is imported that could be kept up: import a file first.");
        var latest = await feed.LatestAsync(cancellationToken).ConfigureAwait(false);
        for (var sequence = await BeginAsync(feed, position, cancellationToken).ConfigureAwait(false) + 1; sequence <= latest.Sequence; sequence++)
        {
            var state = sequence == latest.Sequence ? latest : await feed.StateAsync(sequence, cancellationToken).ConfigureAwait(false) ?? throw new OsmFormatException($"The feed has no state of sequence {sequence}: it has a hole, or does not reach back so far.");
            var changes = new ChangedObjects();
            await feed.ReadAsync(sequence, changes.Take, cancellationToken).ConfigureAwait(false);
            var summary = await update.ApplyAsync(changes, sequence, state.Time, extract, cancellationToken).ConfigureAwait(false);
            Lag.Record((time.GetUtcNow() - state.Time).TotalSeconds);
            position = position with { Sequence = sequence, Time = state.Time };
            progress?.Report(new(sequence, latest.Sequence, state.Time, summary ?? new(0, 0, 0, 0)));
        }

        return position;
    }

    private static async ValueTask<long> BeginAsync(ReplicationFeed feed, RawDataPosition position, CancellationToken cancellationToken) =>
        position switch
        {
            { Sequence: { } sequence } => sequence,
            { Time: { } since } => (await feed.FindAsync(since, cancellationToken).ConfigureAwait(false))?.Sequence
                ?? throw new OsmFormatException($"The feed does not reach back to {since:u}, the time of the imported data: import a newer file."),
            _ => throw new StoreException("The imported file said neither the sequence number nor the time of its data: tell with which number to begin."),
        };
}
