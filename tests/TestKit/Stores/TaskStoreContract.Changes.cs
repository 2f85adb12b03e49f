using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Changes since a cursor: none is ever missed.</summary>
public abstract partial class TaskStoreContract
{
    [Fact]
    public async Task Changes_FromZero_AreAllTasks()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 3);

        var all = await stores.Tasks.ChangesAsync(project, 0);

        Assert.Equal(await stores.Tasks.ReadAsync(project, null), all.Tasks.OrderBy(task => task.Id.Number));
        Assert.Empty((await stores.Tasks.ChangesAsync(project + 1000, 0)).Tasks);
        Assert.True((await stores.Tasks.ChangesAsync(project, all.Cursor)).Cursor >= all.Cursor);
    }

    [Fact]
    public async Task Changes_SinceACursor_ContainWhatWasWrittenAndOldNewsDoesNotGrow()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 20);
        var start = (await stores.Tasks.ChangesAsync(project, 0)).Cursor;
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, project, 5), 7)));
        var split = (await TaskAsync(stores, project, 6)) with { State = TaskState.Split, Version = 2 };
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [split], []) { Children = [Child(project, 21)] }));

        var news = await stores.Tasks.ChangesAsync(project, start);
        Assert.Superset(new HashSet<int> { 5, 6, 21 }, news.Tasks.Select(task => task.Id.Number).ToHashSet());
        Assert.Equal(2, news.Tasks.Single(task => task.Id.Number == 5).Version);

        // "One may come twice", for as long as transactions of others run on the server; a reader who is up to date is not
        // sent the project over and over.
        var again = news;
        for (var patience = 0; patience < 100 && again.Tasks.Count > 3; patience++)
        {
            await Task.Delay(100);
            again = await stores.Tasks.ChangesAsync(project, again.Cursor);
        }

        Assert.True(again.Tasks.Count <= 3, $"{again.Tasks.Count} tasks are told again and again");
    }

    [Fact]
    public async Task Changes_OfOtherProjectsOrLostRaces_AreNotNews()
    {
        var stores = Stores;
        var (project, other) = (await ProjectWithAsync(stores, 3), await ProjectWithAsync(stores, 3));
        var cursor = (await stores.Tasks.ChangesAsync(project, 0)).Cursor;
        cursor = (await stores.Tasks.ChangesAsync(project, cursor)).Cursor;
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(CommentWrite(await TaskAsync(stores, other), 7)));

        Assert.All((await stores.Tasks.ChangesAsync(project, cursor)).Tasks, task => Assert.Equal((project, 1L), (task.Id.ProjectId, task.Version)));
    }

    [Fact]
    public async Task Changes_WhileManyWrite_MissNothing()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 40);
        var seen = new Dictionary<int, long>();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var cursor = 0L;
            for (var last = false; ; last = done.IsCancellationRequested)
            {
                var news = await stores.Tasks.ChangesAsync(project, cursor);
                Assert.True(news.Cursor >= cursor);
                cursor = news.Cursor;
                foreach (var task in news.Tasks)
                {
                    seen[task.Id.Number] = Math.Max(task.Version, seen.GetValueOrDefault(task.Id.Number));
                }

                if (last)
                {
                    return;
                }
            }
        });

        // Writers of different lengths, so that a number taken early may be committed late.
        await AtOnceAsync(8, async writer =>
        {
            for (var round = 0; round < 12; round++)
            {
                var numbers = Enumerable.Range(0, (writer % 4 * 4) + 1).Select(step => (((writer * 5) + (round * 3) + step) % 40) + 1).ToArray();
                var next = (await stores.Tasks.ReadAsync(project, numbers)).Select(task => task with { Version = task.Version + 1 }).ToArray();
                await stores.Tasks.WriteAsync(new TaskWrite(project, next, [.. next.Select(task => Event(task, writer))]));
            }

            return 0;
        });
        await done.CancelAsync();
        await reader;

        Assert.Equal((await stores.Tasks.ReadAsync(project, null)).ToDictionary(task => task.Id.Number, task => task.Version), seen);
    }
}
