using OsmTasking.Core;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

public sealed class KilledConnectionTests : StoreContract
{
    private const int Writers = 8;
    private const int Rounds = 60;
    private const int MostRounds = 900;
    private readonly string _database = $"test_{Guid.NewGuid():N}";

    [Fact]
    public async Task BackendsTerminatedInMidTransaction_LoseNothingAcknowledged_AndKeysResolveTheRest()
    {
        var id = await ProjectAsync(Writers);
        using var stop = new CancellationTokenSource();
        var killer = ConnectionKiller.KillAsync(_database, times: 250, stop.Token);
        var unanswered = 0;
        var rounds = new int[Writers + 1];
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(number => Task.Run(async () =>
        {
            // On a quick machine many rounds may pass before one is hit.
            for (var round = 0; round < Rounds || (round < MostRounds && Volatile.Read(ref unanswered) == 0); rounds[number] = ++round)
            {
                var request = TaskRequest.For(new TaskId(id, number), new TaskCommand.Comment(number, $"{round}")) with { Key = $"{round}" };
                while (true)
                {
                    try
                    {
                        var workflow = new TaskWorkflow(Tasks, new ManualTime(), new TaskLockOptions());
                        Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(request));
                        break;
                    }
                    catch (StoreException)
                    {
                        Interlocked.Increment(ref unanswered); // Whether it happened is not known; the key tells.
                    }
                }
            }
        })));
        await stop.CancelAsync();
        await killer;

        Assert.True(unanswered > 0, "no connection was killed at a bad moment: the test shows nothing");
        foreach (var task in await AgainAsync(() => Tasks.ReadAsync(id, null)))
        {
            var history = await AgainAsync(() => Tasks.HistoryAsync(id, task.Id.Number, 0, 1000));
            Assert.Equal(Enumerable.Range(0, rounds[task.Id.Number]).Select(round => $"{round}"), history.Reverse().Select(line => line.Text));
            Assert.Equal(rounds[task.Id.Number] + 1, task.Version);
        }
    }

    // Of the connections that wait in the pool some are dead.
    private static async Task<T> AgainAsync<T>(Func<ValueTask<T>> read)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (StoreException) when (attempt < 2 * Writers)
            {
                await Task.Delay(10);
            }
        }
    }

    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync(_database);
}
