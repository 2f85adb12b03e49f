using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Idempotency keys, and the children of a split.</summary>
public abstract partial class TaskStoreContract
{
    [Fact]
    public async Task Write_KeyThatHasAnAnswer_IsRepeatedAndWritesNothing()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 2);
        var write = LockWrite(await TaskAsync(stores, project), MapperLease.None(7)) with { Once = new StoredAnswer(7, Nasty, "print", Nasty) };
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(write));
        var before = await stores.Tasks.ReadAsync(project, null);

        // The very same write, and one that would have been possible.
        Assert.Equal(WriteResult.Repeated, await stores.Tasks.WriteAsync(write));
        Assert.Equal(WriteResult.Repeated, await stores.Tasks.WriteAsync(CommentWrite(before[1], 7) with { Once = new StoredAnswer(7, Nasty, "another", "another") }));

        Assert.Equal(before, await stores.Tasks.ReadAsync(project, null));
        Assert.Single(await stores.Tasks.HistoryAsync(project, null, 0, 10));
        Assert.Equal(new StoredAnswer(7, Nasty, "print", Nasty), await stores.Tasks.AnswerAsync(project, 7, Nasty));
    }

    [Fact]
    public async Task Answer_OfAnotherMapperProjectOrKey_IsNone()
    {
        var stores = Stores;
        var (project, other) = (await ProjectWithAsync(stores, 1), await ProjectWithAsync(stores, 1));
        var longest = new string('ж', 200);
        Assert.Equal(
            WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, project), Big) with { Once = new StoredAnswer(Big, longest, "p", "a") }));

        Assert.NotNull(await stores.Tasks.AnswerAsync(project, Big, longest));
        Assert.Null(await stores.Tasks.AnswerAsync(project, Big - 1, longest));
        Assert.Null(await stores.Tasks.AnswerAsync(other, Big, longest));
        Assert.Null(await stores.Tasks.AnswerAsync(project, Big, longest.ToUpperInvariant()));
        Assert.Null(await stores.Tasks.AnswerAsync(project, Big, "%"));

        // Keys of different mappers and projects never meet.
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, project), 8) with { Once = new StoredAnswer(8, longest, "p", "b") }));
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, other), Big) with { Once = new StoredAnswer(Big, longest, "p", "c") }));
        Assert.Equal("a", (await stores.Tasks.AnswerAsync(project, Big, longest))!.Answer);
    }

    [Fact]
    public async Task Write_OneKeySixteenTimesAtOnce_IsWrittenOnce()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 16);
        var tasks = await stores.Tasks.ReadAsync(project, null);

        // Each on a task of its own: only the key can stop them.
        var results = await AtOnceAsync(
            16, index => stores.Tasks.WriteAsync(CommentWrite(tasks[index], 7) with { Once = new StoredAnswer(7, "key", "print", $"{index}") }));

        var winner = Array.IndexOf(results, WriteResult.Written);
        Assert.Equal(1, results.Count(result => result == WriteResult.Written));
        Assert.Equal(15, results.Count(result => result == WriteResult.Repeated));
        Assert.Equal($"{winner}", (await stores.Tasks.AnswerAsync(project, 7, "key"))!.Answer);
        Assert.Equal(winner + 1, Assert.Single(await stores.Tasks.HistoryAsync(project, null, 0, 100)).Task.Number);
    }

    [Fact]
    public async Task Write_Children_AreTasksWithShapesAndHistory()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 2);
        var parent = await TaskAsync(stores, project, 2);
        var split = parent with { State = TaskState.Split, Version = 2 };
        var children = new[] { 3, 4 }.Select(number => Child(project, number)).ToArray();

        Assert.Equal(
            WriteResult.Written,
            await stores.Tasks.WriteAsync(new TaskWrite(project, [split], [Event(split, 7), .. children.Select(child => Event(child.Task, 7))]) { Children = children }));

        Assert.Equal(4, await stores.Tasks.LastNumberAsync(project));
        Assert.Equal(children.Select(child => child.Task), await stores.Tasks.ReadAsync(project, [3, 4]));
        var outlines = await stores.Tasks.OutlinesAsync(project, null).ToListAsync();
        Assert.Equal([1, 2, 3, 4], outlines.Select(outline => outline.Number));
        Assert.Equal(new TileKey(14, 3, 0), outlines[2].Tile);
        Assert.Equal(1, (await stores.Tasks.HistoryAsync(project, 4, 0, 10))[0].Version);
        Assert.Equal(3, (await stores.Projects.ProgressAsync([project]))[project].Total);
    }

    [Fact]
    public async Task Write_ChildNumberThatIsTaken_IsConflictAndWritesNothing()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 3);
        var before = await stores.Tasks.ReadAsync(project, null);
        var split = before[0] with { State = TaskState.Split, Version = 2 };

        var write = new TaskWrite(project, [split], [Event(split, 7)]) { Children = [Child(project, 4), Child(project, 3)], Once = new StoredAnswer(7, "key", "p", "a") };

        Assert.Equal(WriteResult.Conflict, await stores.Tasks.WriteAsync(write));
        await AssertUntouchedAsync(stores, project, before);
        Assert.Null(await stores.Tasks.AnswerAsync(project, 7, "key"));
    }

    [Fact]
    public async Task Write_TwoSplitsAtOnceForTheSameNumbers_OneWins()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 8);
        var tasks = await stores.Tasks.ReadAsync(project, null);

        var results = await AtOnceAsync(8, index =>
        {
            var split = tasks[index] with { State = TaskState.Split, Version = 2 };
            return stores.Tasks.WriteAsync(new TaskWrite(project, [split], [Event(split, 7)]) { Children = [Child(project, 9), Child(project, 10)] });
        });

        Assert.Equal(1, results.Count(result => result == WriteResult.Written));
        Assert.Equal(7, results.Count(result => result == WriteResult.Conflict));
        Assert.Single(await stores.Tasks.ReadAsync(project, null), task => task.State == TaskState.Split);
        Assert.Equal(10, await stores.Tasks.LastNumberAsync(project));
    }

    private static NewTask Child(long project, int number) => new(
        new MappingTask(new TaskId(project, number), TaskState.Invalidated) { Parent = 2, ChangedAt = Now },
        new TaskOutline(number, Square(number, 0, 0.5), new TileKey(14, number, 0), true));
}
