using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Compare-and-swap, and all or nothing.</summary>
public abstract partial class TaskStoreContract
{
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Write_TaskThatIsNotTheNextVersion_IsConflictAndWritesNothing(int step)
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);
        var before = await stores.Tasks.ReadAsync(project, null);
        var write = LockWrite(before[0], MapperLease.None(7));

        var stale = write with { Tasks = [write.Tasks[0] with { Version = before[0].Version + step }] };

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(stale));
        await AssertUntouchedAsync(stores, project, before);
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(write));
        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(write));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Write_OneStaleTaskOfThree_WritesNothingAtAll(int staleAt)
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 3);
        var before = await stores.Tasks.ReadAsync(project, null);
        var next = before.Select((task, index) => Locked(task, 7) with { Version = index == staleAt ? 9 : 2 }).ToArray();
        var child = Fresh(4);
        var write = new TaskWrite(project, next, [.. before.Select(task => Event(Locked(task, 7), 7))])
        {
            Lease = new MapperLease(7, 1, project, LockPurpose.Validation, [1, 2, 3], Now.AddHours(2)),
            Children = [child],
            Once = new StoredAnswer(7, "key", "print", "answer"),
        };

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(write));

        await AssertUntouchedAsync(stores, project, before);
        Assert.Null(await stores.Tasks.AnswerAsync(project, 7, "key"));
        Assert.Equal(3, await stores.Tasks.OutlinesAsync(project, null).CountAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Write_LeaseThatIsNotTheNextVersion_IsConflictAndWritesNothing(int version)
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 2);
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, project), MapperLease.None(7))));
        var before = await stores.Tasks.ReadAsync(project, null);

        var write = LockWrite(before[1], MapperLease.None(7) with { Version = version - 1 }) with { Once = new StoredAnswer(7, "key", "print", "answer") };

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(write));
        Assert.Equal(before, await stores.Tasks.ReadAsync(project, null));
        Assert.Single(await stores.Tasks.HistoryAsync(project, null, 0, 10));
        Assert.Equal([1], (await stores.Tasks.LeaseAsync(7)).Tasks);
        Assert.Null(await stores.Tasks.AnswerAsync(project, 7, "key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Write_FirstLeaseOfAMapperNotAtVersionOne_IsConflict(int version)
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);
        var before = await stores.Tasks.ReadAsync(project, null);

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(LockWrite(before[0], MapperLease.None(7) with { Version = version - 1 })));
        await AssertUntouchedAsync(stores, project, before);
    }

    [Fact]
    public async Task Write_LeaseOverTwoProjects_IsOne()
    {
        var stores = Stores;
        var (first, second) = (await ProjectWithAsync(stores, 1), await ProjectWithAsync(stores, 1));

        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, first), MapperLease.None(7))));
        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, second), MapperLease.None(7))));
        Assert.Equal(first, (await stores.Tasks.LeaseAsync(7)).ProjectId);
        Assert.Null((await TaskAsync(stores, second)).Lock);
    }

    [Fact]
    public async Task Write_TaskOrProjectThatDoesNotExist_IsConflict()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);
        var task = await TaskAsync(stores, project);
        var nowhere = new TaskId(project + 1000, 1);

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(CommentWrite(task with { Id = new TaskId(project, 2) }, 7)));
        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(CommentWrite(task with { Id = nowhere }, 7)));
        Assert.Equal(
            WriteResult.Conflict,
            await stores.Tasks.WriteAsync(LockWrite(task with { Id = nowhere }, MapperLease.None(7)) with { Once = new StoredAnswer(7, "key", "print", "answer") }));
        Assert.Equal(0, (await stores.Tasks.LeaseAsync(7)).Version);
        Assert.Null(await stores.Tasks.AnswerAsync(nowhere.ProjectId, 7, "key"));
    }

    [Fact]
    public async Task Write_OneProject_LeavesTheSameNumbersOfOthersAlone()
    {
        var stores = Stores;
        var (first, second) = (await ProjectWithAsync(stores, 2), await ProjectWithAsync(stores, 2));

        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, first), 7)));

        Assert.All(await stores.Tasks.ReadAsync(second, null), task => Assert.Equal(1, task.Version));
        Assert.Empty(await stores.Tasks.HistoryAsync(second, null, 0, 10));
    }
}
