using Npgsql;
using OsmTasking.Core;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.RawData;
using OsmTasking.TestKit;

namespace OsmTasking.Postgis.Tests;

/// <summary>A server that falls behind, and is gone then.</summary>
public sealed class RawDataImportFaultTests
{
    [Fact]
    public async Task Import_WhoseServerIsBehind_ReadsNoFartherThanItsBuffers_AndFailsWithTheServer()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        await using var holder = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var nodes = new ManyNodes(() =>
        {
            SpinWait.SpinUntil(() => database.ScalarAsync<bool>("select to_regclass('raw_data_next.import') is not null").Result);

            // Whoever makes a table in it waits.
            using var drop = new NpgsqlCommand("drop schema raw_data_next cascade", holder);
            drop.ExecuteNonQuery();
        });
        var import = Task.Run(async () => await new RawDataImport(database.Source).RunAsync(nodes, "many", ManualTime.Noon));

        const string Waiting = "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while (!await database.ScalarAsync<bool>($"select exists (select {Waiting})"))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await nodes.WhenStillAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var read = nodes.Read;
        Assert.InRange(read, 1, 8 << 20);

        await database.RunAsync($"select pg_terminate_backend(pid) {Waiting}");
        var fault = await Assert.ThrowsAsync<StoreException>(() => import.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Contains("terminating connection", fault.Message, StringComparison.Ordinal);
        Assert.Equal(read, nodes.Read);
    }

    /// <summary>Gives 64 MiB of tags, a node with 1 KiB at a time.</summary>
    private sealed class ManyNodes(Action first) : IOsmSource
    {
        private const int All = 64 << 20;
        private static readonly byte[] Kilobyte = Enumerable.Repeat((byte)'x', 1 << 10).ToArray();
        private int _read;

        public long? LengthInBytes => null;

        internal int Read => Volatile.Read(ref _read);

        void IOsmSource.Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress, CancellationToken cancellationToken)
        {
            first();
            for (var id = 1L; Read < All; id++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = new OsmBlock();
                block.Add(new OsmNode(id, 0, 0, block.AddTags([new OsmTag(block.AddString("note"u8), block.AddString(Kilobyte))]), new OsmInfo(1, 0, 0, 0, 0, Visible: true)));
                visit(block);
                Interlocked.Add(ref _read, 1 << 10);
            }
        }

        internal async Task WhenStillAsync()
        {
            for (var before = -1; before != Read || before == 0;)
            {
                before = Read;
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }
        }
    }
}
