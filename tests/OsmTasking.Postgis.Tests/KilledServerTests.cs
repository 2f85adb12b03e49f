using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

/// <summary>kill -9 of a whole PostgreSQL, of this test's own, while mappers write.</summary>
public sealed class KilledServerTests
{
    private const int Writers = 8;
    private const int Kills = 3;

    [Fact]
    public async Task KilledUnderLoad_LosesNothingAcknowledged_AndKeysResolveTheRest()
    {
        using var server = await KillablePostgres.StartNewAsync();
        await using var source = server.Connect();
        await new PostgisSchema(source).MigrateAsync();
        var tasks = new PostgisTaskStore(source);
        var id = await new PostgisProjectStore(source).CreateAsync(Samples.Project(), Samples.Tasks(Writers));
        var acknowledged = new int[Writers];
        var (unanswered, kills) = (0, 0);
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var workflow = new TaskWorkflow(tasks, new ManualTime(), new TaskLockOptions());
            while (!stop.IsCancellationRequested)
            {
                var request = TaskRequest.For(new TaskId(id, writer + 1), new TaskCommand.Comment(writer, $"{acknowledged[writer]}")) with { Key = $"{acknowledged[writer]}" };
                try
                {
                    Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(request));
                    acknowledged[writer]++;
                }
                catch (StoreException)
                {
                    Interlocked.Increment(ref unanswered);
                    await Task.Delay(50);
                }
            }
        })).ToList();
        for (; kills < Kills; kills++)
        {
            await Task.Delay(800);
            server.Kill();
            await server.StartAsync();
        }

        await Task.Delay(500);
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        Assert.True(unanswered >= Kills, $"{unanswered} requests went without an answer: the kills hit nothing");
        for (var writer = 0; writer < Writers; writer++)
        {
            var history = await tasks.HistoryAsync(id, writer + 1, 0, int.MaxValue);
            Assert.Equal(Enumerable.Range(0, acknowledged[writer]).Select(number => $"{number}"), history.Reverse().Select(line => line.Text));
            Assert.Equal(acknowledged[writer] + 1, (await tasks.ReadAsync(id, [writer + 1]))[0].Version);
        }
    }

    // I7: a completion that was acknowledged is as durable as the database, and what was not is done by the same key.
    [Fact]
    public async Task KilledUnderLoad_KeepsEveryCompletionThatWasAcknowledged()
    {
        const int Some = 600;
        using var server = await KillablePostgres.StartNewAsync();
        await using var source = server.Connect();
        await new PostgisSchema(source).MigrateAsync();
        var items = new PostgisItemStore(source);
        var now = DateTimeOffset.UtcNow;
        var project = (await new PostgisItemProjectStore(source).CreateAsync(new ItemProject(0, Guid.NewGuid(), "Killed", 1) { Created = now, Updated = now }))!;
        var drafts = Enumerable.Range(1, Some).Select(number => new ItemDraft($"i-{number}", new ItemPin(number * 0.01, 0), "Look"));
        await items.ImportAsync(new ItemImport(project.Id, 1, now), drafts.ToAsyncEnumerable());
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(long Number, long Token, long Mapper)>();
        var unanswered = 0;
        var working = Enumerable.Range(1, Writers).Select(mapper => Task.Run(async () =>
        {
            var workflow = new ItemWorkflow(items, TimeProvider.System);
            for (var round = 0; await AnsweredAsync(() => workflow.NextAsync(project, mapper, new ItemPick.Random(), key: $"claim {round}")) is ItemOutcome.Done { Items: [var item] }; round++)
            {
                var finish = ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Finish(mapper, ItemStatus.Fixed) { Token = item.Token }) with { Key = $"finish {round}" };
                Assert.IsType<ItemOutcome.Done>(await AnsweredAsync(() => workflow.ExecuteAsync(finish, TimeSpan.FromMinutes(15))));
                acknowledged.Add((item.Id.Number, item.Token, mapper));
                await Task.Delay(30);
            }
        })).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(700);
            var before = acknowledged.ToList();
            server.Kill();
            await server.StartAsync();
            var done = (await AnsweredAsync(() => items.HistoryAsync(project.Id, null, long.MaxValue, 100_000)))
                .Where(happened => happened.Kind == ItemEventKind.Finished).Select(happened => (happened.Item.Number, happened.Token, happened.ActorId)).ToHashSet();
            Assert.All(before, one => Assert.Contains(one, done));
        }

        await Task.WhenAll(working);
        Assert.True(unanswered >= Kills, $"{unanswered} requests went without an answer: the kills hit nothing");
        await Invariants.AssertAsync(items, project.Id, acknowledged, Some);

        async ValueTask<T> AnsweredAsync<T>(Func<ValueTask<T>> ask)
        {
            while (true)
            {
                try
                {
                    return await ask();
                }
                catch (StoreException)
                {
                    Interlocked.Increment(ref unanswered);
                    await Task.Delay(50);
                }
            }
        }
    }
}
