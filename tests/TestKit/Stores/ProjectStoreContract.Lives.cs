using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Keys, progress, and the end of a project.</summary>
public abstract partial class ProjectStoreContract
{
    [Fact]
    public async Task Create_SameKeyTwice_IsOneProject()
    {
        var stores = Stores;

        var first = await stores.Projects.CreateAsync(Project("first"), [Fresh(1)], new ProjectKey(7, "key"));
        var second = await stores.Projects.CreateAsync(Project("second"), [Fresh(1), Fresh(2)], new ProjectKey(7, "key"));
        var others = await stores.Projects.CreateAsync(Project("third"), [], new ProjectKey(8, "key"));

        Assert.Equal(first, second);
        Assert.NotEqual(first, others);
        Assert.Equal("first", (await stores.Projects.FindAsync(first))!.Settings.Texts[0].Name);
        Assert.Single(await stores.Tasks.ReadAsync(first, null));
        Assert.NotEqual(await stores.Projects.CreateAsync(Project(), []), await stores.Projects.CreateAsync(Project(), []));
    }

    [Fact]
    public async Task Create_SameKeyManyTimesAtOnce_IsOneProject()
    {
        var stores = Stores;
        for (var round = 0; round < 3; round++)
        {
            var key = new ProjectKey(7, $"key {round}");
            var ids = await AtOnceAsync(16, index => stores.Projects.CreateAsync(Project($"{index}"), [Fresh(1), Fresh(2)], key));

            Assert.Single(ids.Distinct());
            Assert.Equal(2, (await stores.Tasks.ReadAsync(ids[0], null)).Count);
            Assert.Equal(round + 1, (await stores.Projects.ListAsync([ProjectStatus.Published])).Count);
        }
    }

    [Fact]
    public async Task Create_WithANumberTwice_FailsAndLeavesNothing()
    {
        var stores = Stores;
        var key = new ProjectKey(7, "key");

        await Assert.ThrowsAnyAsync<Exception>(async () => await stores.Projects.CreateAsync(Project(), [Fresh(1), Fresh(2), Fresh(2)], key));

        Assert.Empty(await stores.Projects.ListAsync([ProjectStatus.Published]));
        Assert.Equal(2, (await stores.Tasks.ReadAsync(await stores.Projects.CreateAsync(Project(), [Fresh(1), Fresh(2)], key), null)).Count);
    }

    [Fact]
    public async Task Progress_AfterAnyWrites_EqualsARecount()
    {
        var stores = Stores;
        var (project, empty) = (await ProjectWithAsync(stores, 30), await ProjectWithAsync(stores, 0));
        var random = new Random(20261);
        TaskState[] states = [TaskState.Ready, TaskState.Mapped, TaskState.Validated, TaskState.Invalidated, TaskState.BadImagery, TaskState.Split];
        for (var round = 0; round < 20; round++)
        {
            var numbers = Enumerable.Range(0, 5).Select(_ => random.Next(1, 31)).Distinct().ToArray();
            var next = (await stores.Tasks.ReadAsync(project, numbers))
                .Select(task => task with { Version = task.Version + 1, State = states[random.Next(states.Length)] }).ToArray();
            Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, next, [])));

            var recount = ProjectProgress.Of((await stores.Tasks.ReadAsync(project, null)).Select(task => task.State));
            Assert.Equal(recount, (await stores.Projects.ProgressAsync([project]))[project]);
        }

        var several = await stores.Projects.ProgressAsync([empty, project, empty + 1000, project]);
        Assert.Equal([project, empty], several.Keys.Order());
        Assert.Equal(new ProjectProgress(0, 0, 0, 0, 0), several[empty]);
        Assert.Empty(await stores.Projects.ProgressAsync([]));
    }

    [Fact]
    public async Task Delete_Project_TakesAllOfItAndNothingElse()
    {
        var stores = Stores;
        var (project, other) = (await ProjectWithAsync(stores, 3), await ProjectWithAsync(stores, 3));
        foreach (var id in new[] { project, other })
        {
            var write = CommentWrite(await TaskAsync(stores, id), 7) with { Once = new StoredAnswer(7, "key", "p", "a"), Children = [Fresh(4)] };
            Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(write));
        }

        Assert.True(await stores.Projects.DeleteAsync(project));
        Assert.False(await stores.Projects.DeleteAsync(project));

        Assert.Null(await stores.Projects.FindAsync(project));
        Assert.Empty(await stores.Tasks.ReadAsync(project, null));
        Assert.Empty(await stores.Tasks.OutlinesAsync(project, null).ToListAsync());
        Assert.Empty(await stores.Tasks.HistoryAsync(project, null, 0, 10));
        Assert.Null(await stores.Tasks.AnswerAsync(project, 7, "key"));
        Assert.Empty((await stores.Tasks.ChangesAsync(project, 0)).Tasks);
        Assert.Empty(await stores.Projects.ProgressAsync([project]));
        Assert.Equal(0, await stores.Tasks.LastNumberAsync(project));

        Assert.Equal(4, (await stores.Tasks.ReadAsync(other, null)).Count);
        Assert.Single(await stores.Tasks.HistoryAsync(other, null, 0, 10));
        Assert.NotNull(await stores.Tasks.AnswerAsync(other, 7, "key"));
    }

    [Fact]
    public async Task Delete_Project_FreesWhoHeldATaskInIt()
    {
        var stores = Stores;
        var (project, other) = (await ProjectWithAsync(stores, 1), await ProjectWithAsync(stores, 1));
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, project), MapperLease.None(7))));
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, other), MapperLease.None(8))));

        Assert.True(await stores.Projects.DeleteAsync(project));

        var (freed, kept) = (await stores.Tasks.LeaseAsync(7), await stores.Tasks.LeaseAsync(8));
        Assert.False(freed.IsLive(Now));
        Assert.True(kept.IsLive(Now));
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(LockWrite(await TaskAsync(stores, other), freed)));
    }

    [Fact]
    public async Task Delete_ProjectMadeUnderAKey_LetsTheKeyMakeANewOne()
    {
        var stores = Stores;
        var key = new ProjectKey(7, "key");
        var first = await stores.Projects.CreateAsync(Project(), [], key);
        Assert.True(await stores.Projects.DeleteAsync(first));

        var second = await stores.Projects.CreateAsync(Project(), [Fresh(1)], key);

        Assert.NotEqual(first, second); // Ids are not given twice: links and logs would lie.
        Assert.NotNull(await stores.Projects.FindAsync(second));
    }

    [Fact]
    public async Task Schema_OpenStores_AreAtTheRequiredVersionAndMigratingAgainDoesNothing()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);
        var applied = new List<string>();

        await stores.Schema.MigrateAsync(new Recorder(applied));

        Assert.Empty(applied);
        Assert.True(stores.Schema.Required >= 1);
        Assert.Equal(stores.Schema.Required, await stores.Schema.CurrentAsync());
        Assert.NotNull(await stores.Projects.FindAsync(project));
    }

    private sealed class Recorder(List<string> into) : IProgress<string>
    {
        public void Report(string value) => into.Add(value);
    }
}
