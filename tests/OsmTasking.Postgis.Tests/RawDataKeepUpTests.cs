using System.IO.Compression;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Changes;
using OsmTasking.Extraction.Changes.Replication;
using OsmTasking.Postgis.RawData;
using OsmTasking.TestKit;

namespace OsmTasking.Postgis.Tests;

public sealed class RawDataKeepUpTests
{
    [Fact]
    public async Task Feed_IsCaughtUpWith_GoesOnWhereItWas_AndStopsAtAHole()
    {
        using var folder = new ScratchFolder();
        using var client = new HttpClient();
        var world = new EditedWorld(9, staysOnGlobe: true);
        world.LoadTown();
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(world, "town", ManualTime.Noon);
        var keepUp = new RawDataKeepUp(new RawDataUpdate(database.Source), new ManualTime());
        Write(folder, world, 1);
        var feed = ReplicationFeed.Open(Path.GetDirectoryName(folder["state.txt"])!, client);

        var fault = await Assert.ThrowsAsync<StoreException>(async () => await keepUp.CatchUpAsync(feed));
        Assert.Contains("neither the sequence number nor the time", fault.Message, StringComparison.Ordinal);

        // As a file whose header says what it is would have it.
        await database.RunAsync("update raw_data.import set data_time = '2026-01-01 00:01:30+00'");
        Write(folder, world, 2);
        Write(folder, world, 3);
        var heard = new Heard();
        Assert.Equal(3, (await keepUp.CatchUpAsync(feed, progress: heard)).Sequence);
        Assert.Equal([2, 3], heard.Sequences);

        Assert.Equal(3, (await keepUp.CatchUpAsync(feed, progress: heard)).Sequence);
        Assert.Equal([2, 3], heard.Sequences);

        Write(folder, world, 4);
        Write(folder, world, 5);
        File.Delete(folder[ReplicationState.PathOf(5) + ".osc.gz"]);
        Assert.Contains("000/000/005.osc.gz", (await Assert.ThrowsAsync<OsmFormatException>(async () => await keepUp.CatchUpAsync(feed))).Message, StringComparison.Ordinal);
        Assert.Equal(4, (await new RawDataUpdate(database.Source).PositionAsync())!.Sequence);
    }

    private static void Write(ScratchFolder folder, EditedWorld world, long sequence)
    {
        var path = folder[ReplicationState.PathOf(sequence)];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var stream = new GZipStream(File.Create($"{path}.osc.gz"), CompressionLevel.Fastest))
        using (var writer = new OscWriter(stream))
        {
            foreach (var (action, block) in world.Edit(20))
            {
                writer.Write(action, block);
            }
        }

        var state = $"sequenceNumber={sequence}\ntimestamp=2026-01-01T00\\:0{sequence}\\:00Z\n";
        File.WriteAllText($"{path}.state.txt", state);
        File.WriteAllText(folder["state.txt"], state);
    }

    private sealed class Heard : IProgress<KeepUpProgress>
    {
        internal List<long> Sequences { get; } = [];

        public void Report(KeepUpProgress value) => Sequences.Add(value.Sequence);
    }
}
