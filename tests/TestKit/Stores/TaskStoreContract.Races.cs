using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Many at once: one winner, and nothing of the losers.</summary>
public abstract partial class TaskStoreContract
{
    private const int Crowd = 64;

    /// <summary>Gets how often the big races are run.</summary>
    protected virtual int Rounds => 5;

    [Fact]
    public async Task Write_SixtyFourMappersOneTask_ExactlyOneWins()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, Rounds);
        foreach (var task in await stores.Tasks.ReadAsync(project, null))
        {
            var first = task.Id.Number * 1000;
            var results = await AtOnceAsync(Crowd, index => stores.Tasks.WriteAsync(LockWrite(task, MapperLease.None(first + index))));

            Assert.Equal(1, results.Count(result => result == WriteResult.Written));
            Assert.Equal(Crowd - 1, results.Count(result => result == WriteResult.Conflict));
            var winner = first + Array.IndexOf(results, WriteResult.Written);
            Assert.Equal(winner, (await TaskAsync(stores, project, task.Id.Number)).Lock?.HolderId);
            Assert.Equal(winner, Assert.Single(await stores.Tasks.HistoryAsync(project, task.Id.Number, 0, 100)).ActorId);
            for (var mapper = first; mapper < first + Crowd; mapper++)
            {
                Assert.Equal(mapper == winner ? 1 : 0, (await stores.Tasks.LeaseAsync(mapper)).Version);
            }
        }
    }

    [Fact]
    public async Task Write_OneMapperSixtyFourTasks_ExactlyOneIsGranted()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, Crowd);
        var tasks = await stores.Tasks.ReadAsync(project, null);
        for (var round = 1; round <= Rounds; round++)
        {
            var lease = MapperLease.None(round);
            var results = await AtOnceAsync(Crowd, index => stores.Tasks.WriteAsync(LockWrite(tasks[index], lease)));

            Assert.Equal(1, results.Count(result => result == WriteResult.Written));
            Assert.Equal(Crowd - 1, results.Count(result => result == WriteResult.Conflict));
            tasks = await stores.Tasks.ReadAsync(project, null);
            var got = Assert.Single(tasks, task => task.Lock?.HolderId == round);
            Assert.Equal([got.Id.Number], (await stores.Tasks.LeaseAsync(round)).Tasks);
            Assert.Single(await stores.Tasks.HistoryAsync(project, null, 0, 1000), happened => happened.ActorId == round);
        }
    }

    [Fact]
    public async Task Write_KnownMapperSixtyFourTasks_ExactlyOneIsGranted()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, Crowd + 1);
        var lease = MapperLease.None(7);
        Assert.Equal(
            WriteResult.Written,
            await stores.Tasks.WriteAsync(new TaskWrite(project, [], []) { Lease = lease with { Version = 1, ProjectId = project } }));
        var tasks = await stores.Tasks.ReadAsync(project, null);

        var results = await AtOnceAsync(Crowd, index => stores.Tasks.WriteAsync(LockWrite(tasks[index], lease with { Version = 1 })));

        Assert.Equal(1, results.Count(result => result == WriteResult.Written));
        Assert.Equal(Crowd - 1, results.Count(result => result == WriteResult.Conflict));
        Assert.Single(await stores.Tasks.ReadAsync(project, null), task => task.Lock is not null);
        Assert.Equal(2, (await stores.Tasks.LeaseAsync(7)).Version);
    }

    [Fact]
    public async Task Write_SetsThatOverlapCrosswise_AllEndAndVersionsCountTheWinners()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 6);

        // Each writer takes three tasks in an order of its own: engines that lock rows must not deadlock for ever.
        var wins = await AtOnceAsync(16, async index =>
        {
            var won = 0;
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var numbers = Enumerable.Range(0, 3).Select(step => ((index + ((index % 2 == 0 ? 1 : 5) * step)) % 6) + 1).ToArray();
                var read = await stores.Tasks.ReadAsync(project, numbers);
                var next = numbers.Select(number => read.Single(task => task.Id.Number == number)).Select(task => task with { Version = task.Version + 1 }).ToArray();
                var result = await stores.Tasks.WriteAsync(new TaskWrite(project, next, [.. next.Select(task => Event(task, index))]));
                won += result == WriteResult.Written ? 1 : 0;
            }

            return won;
        });

        var after = await stores.Tasks.ReadAsync(project, null);
        Assert.True(wins.Sum() > 0);
        Assert.Equal(wins.Sum() * 3, after.Sum(task => task.Version - 1));
        Assert.Equal(wins.Sum() * 3, (await stores.Tasks.HistoryAsync(project, null, 0, 10_000)).Count);
    }
}
