using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>History: every field, newest first, page by page.</summary>
public abstract partial class TaskStoreContract
{
    [Fact]
    public async Task History_EveryField_ComesBack()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);
        var next = Locked(await TaskAsync(stores, project), Big);
        TaskEvent[] events =
        [
            Event(next, Big),
            Event(next, Big + 1, 1) with { Kind = TaskEventKind.StateChange, State = TaskState.BadImagery },
            Event(next, -1, 2) with { Kind = TaskEventKind.AutoUnlockedForValidation, Held = TimeSpan.FromDays(400) + TimeSpan.FromMicroseconds(1) },
            Event(next, -2, 3) with { Kind = TaskEventKind.Comment, Text = Nasty, At = Now.AddMicroseconds(1) },
            Event(next, -2, 4) with { Kind = TaskEventKind.Comment, Text = string.Empty },
        ];

        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [next], events)));

        var history = await stores.Tasks.HistoryAsync(project, 1, 0, 10);
        Assert.Equal(events.Reverse(), history.Select(happened => happened with { Sequence = 0 }));
        Assert.Equal(5, history.Select(happened => happened.Sequence).Distinct().Count());
        Assert.All(history, happened => Assert.True(happened.Sequence > 0));
    }

    [Fact]
    public async Task History_ManyEvents_IsNewestFirstAndPagesWithoutGaps()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 3);
        for (var round = 0; round < 5; round++)
        {
            foreach (var task in await stores.Tasks.ReadAsync(project, null))
            {
                Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(task, 7, $"{round}/{task.Id.Number}")));
            }
        }

        var expected = Enumerable.Range(0, 15).Select(index => $"{4 - (index / 3)}/{3 - (index % 3)}").ToArray();
        var pages = new List<string>();
        for (var skip = 0; skip < 20; skip += 4)
        {
            pages.AddRange((await stores.Tasks.HistoryAsync(project, null, skip, 4)).Select(happened => happened.Text!));
        }

        Assert.Equal(expected, pages);
        Assert.Equal(["3/2", "2/2"], (await stores.Tasks.HistoryAsync(project, 2, 1, 2)).Select(happened => happened.Text!));
        Assert.Empty(await stores.Tasks.HistoryAsync(project, 2, 5, 10));
        Assert.Empty(await stores.Tasks.HistoryAsync(project, null, 0, 0));
        Assert.Empty(await stores.Tasks.HistoryAsync(project, 4, 0, 10));
        Assert.Empty(await stores.Tasks.HistoryAsync(project + 1000, null, 0, 10));
    }

    [Fact]
    public async Task LastNumber_OfAnEmptyOrUnknownProject_IsZero()
    {
        var stores = Stores;
        var empty = await ProjectWithAsync(stores, 0);

        Assert.Equal(0, await stores.Tasks.LastNumberAsync(empty));
        Assert.Equal(0, await stores.Tasks.LastNumberAsync(empty + 1000));
        Assert.Equal(5, await stores.Tasks.LastNumberAsync(await ProjectWithAsync(stores, 5)));
    }
}
