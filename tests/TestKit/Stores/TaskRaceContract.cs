using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every store keeps to when many come at once.</summary>
public abstract class TaskRaceContract : StoreContract
{
    private const int Racers = 64;

    [Fact]
    public async Task SixtyFourClaimers_OfOneTask_ExactlyOneWins()
    {
        var id = await ProjectAsync(20);
        for (var number = 1; number <= 20; number++)
        {
            var task = number;
            var results = await RaceAsync(racer => Workflow().ExecuteAsync(TaskRequest.For(new TaskId(id, task), new TaskCommand.Lock(1000 + (task * Racers) + racer, LockPurpose.Mapping))));

            Assert.Single(results, result => result is WorkflowResult.Done);
            Assert.All(results.OfType<WorkflowResult.Refused>(), refused => Assert.Equal(RefusalReason.HeldByOther, refused.Refusal.Reason));
            Assert.Single(await Tasks.HistoryAsync(id, task, 0, 100));
        }
    }

    [Fact]
    public async Task OneMapper_ClaimingSixtyFourTasks_GetsExactlyOne()
    {
        var id = await ProjectAsync(Racers);
        for (var mapper = 1; mapper <= 10; mapper++)
        {
            var who = mapper;
            var results = await RaceAsync(racer => Workflow().ExecuteAsync(TaskRequest.For(new TaskId(id, racer + 1), new TaskCommand.Lock(who, LockPurpose.Mapping))));

            var won = Assert.Single(results.OfType<WorkflowResult.Done>());
            Assert.All(results.OfType<WorkflowResult.Refused>(), refused => Assert.Contains(refused.Refusal.Reason, new[] { RefusalReason.HoldsAnother, RefusalReason.HeldByOther }));
            Assert.Equal([won.Tasks[0].Id.Number], (await Tasks.LeaseAsync(who)).Tasks);
            Assert.Single(await Tasks.ReadAsync(id, null), task => task.Lock?.HolderId == who);
        }
    }

    [Fact]
    public async Task OneKey_SentSixtyFourTimes_HappensOnce()
    {
        var id = await ProjectAsync(1);
        var request = TaskRequest.For(new TaskId(id, 1), new TaskCommand.Comment(1, "once")) with { Key = "same" };

        var results = await RaceAsync(_ => Workflow().ExecuteAsync(request));

        Assert.All(results, result => Assert.IsType<WorkflowResult.Done>(result));
        Assert.Single(results.OfType<WorkflowResult.Done>(), done => !done.Replayed);
        Assert.Single(await Tasks.HistoryAsync(id, 1, 0, 100));
    }

    [Fact]
    public async Task AValidationSet_ThatOverlapsAnother_GoesToOneMapperWhole()
    {
        var id = await ProjectAsync(8);
        await Workflow().ExecuteAsync(TaskRequest.All(id, new TaskCommand.Bulk(99, BulkAction.MapAll)));

        var results = await RaceAsync(racer => Workflow().ExecuteAsync(
            TaskRequest.For(id, Enumerable.Range(1 + (racer % 5), 4), new TaskCommand.Lock(racer + 1, LockPurpose.Validation))));

        var tasks = await Tasks.ReadAsync(id, null);
        foreach (var (result, racer) in results.Select((result, racer) => (result, racer)))
        {
            Assert.Equal(result is WorkflowResult.Done ? 4 : 0, tasks.Count(task => task.Lock?.HolderId == racer + 1));
        }

        Assert.InRange(results.Count(result => result is WorkflowResult.Done), 1, 2);
    }

    [Fact]
    public async Task Changes_UnderConcurrentWriters_AreNeverMissed()
    {
        var id = await ProjectAsync(Racers);
        var seen = new Dictionary<int, long>();
        var cursor = 0L;
        var writing = RaceAsync(async racer =>
        {
            for (var round = 0; round < 10; round++)
            {
                await Workflow().ExecuteAsync(TaskRequest.For(new TaskId(id, racer + 1), new TaskCommand.Comment(racer, "x")));
            }

            return 0;
        });
        bool last;
        do
        {
            last = writing.IsCompleted;
            var changes = await Tasks.ChangesAsync(id, cursor);
            cursor = changes.Cursor;
            foreach (var task in changes.Tasks)
            {
                seen[task.Id.Number] = task.Version;
            }
        }
        while (!last);
        await writing;

        Assert.Equal(Enumerable.Range(1, Racers).ToDictionary(number => number, _ => 11L), new Dictionary<int, long>(seen.OrderBy(entry => entry.Key)));
    }

    [Fact]
    public async Task Split_ThenRetry_GivesTheSameChildren()
    {
        var id = await ProjectAsync(1);
        var workflow = Workflow();
        await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Lock(1, LockPurpose.Mapping)));
        var split = TaskRequest.For(new TaskId(id, 1), new TaskCommand.Split(1));

        var first = Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(split));
        var again = Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(split));

        Assert.Equal([2, 3, 4, 5], first.Tasks.Select(task => task.Id.Number));
        Assert.Equal(first.Tasks.Select(task => task.Id), again.Tasks.Select(task => task.Id));
        Assert.All(first.Tasks, task => Assert.Equal(1, task.Parent));
        Assert.False((await Tasks.LeaseAsync(1)).IsLive(Now));
        Assert.Equal(4, (await Stores.Projects.ProgressAsync([id]))[id].Total);
    }

    // Defect d of reference/grids.md, 2.3: a border tile that was not clipped must not leave tasks outside the area.
    [Fact]
    public async Task Split_OfABorderTile_LeavesOutQuartersBeyondTheArea_AndIsTheGridOneZoomDeeper()
    {
        var tile = new TileKey(14, 8600, 5800);
        var box = Tile.Box(tile);
        var (west, south) = (box.MinX + (box.Width / 8), box.MinY + (box.Height / 8));
        var area = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new Envelope(west, west + (box.Width / 4), south, box.MaxY - (box.Height / 8)))).OrThrow(); // In the western half, from south to north.
        var id = await Stores.Projects.CreateAsync(
            Project() with { Area = area.Shape },
            [new NewTask(new MappingTask(new TaskId(0, 1), TaskState.Ready) { ChangedAt = Now }, Assert.Single(TileGrid.Cover(area, tile.Zoom, clip: false)))]);
        var workflow = new TaskWorkflow(Tasks, new ManualTime(), new TaskLockOptions(), Stores.Projects);
        await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Lock(1, LockPurpose.Mapping)));

        Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Split(1))));

        var children = new List<TaskOutline>();
        await foreach (var child in Tasks.OutlinesAsync(id, [2, 3, 4, 5]))
        {
            children.Add(child);
        }

        Assert.Equal(TileGrid.Cover(area, tile.Zoom + 1, clip: false).Select(cell => (cell.Tile, cell.IsSquare, cell.Shape.AsText())), children.Select(child => (child.Tile, child.IsSquare, child.Shape.AsText())));
        Assert.Equal(2, children.Count);
    }

    [Fact]
    public async Task Expiry_FreesTheTaskAndTheMapper_ToTheSecond()
    {
        var id = await ProjectAsync(2);
        var time = new ManualTime();
        var workflow = new TaskWorkflow(Tasks, time, new TaskLockOptions());
        await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Lock(1, LockPurpose.Mapping)));
        time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.IsType<WorkflowResult.Refused>(await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Lock(2, LockPurpose.Mapping))));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Lock(2, LockPurpose.Mapping))));
        Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 2), new TaskCommand.Lock(1, LockPurpose.Mapping))));
    }

    private TaskWorkflow Workflow() => new(Tasks, new ManualTime(), new TaskLockOptions());

    /// <summary>Starts everybody at once.</summary>
    private static async Task<T[]> RaceAsync<T>(Func<int, ValueTask<T>> run)
    {
        using var gate = new ManualResetEventSlim();
        var racers = Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
        {
            gate.Wait();
            return await run(racer);
        })).ToList();
        gate.Set();
        return await Task.WhenAll(racers);
    }
}
