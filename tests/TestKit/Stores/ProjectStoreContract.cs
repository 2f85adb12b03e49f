using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="IProjectStore"/> and <see cref="IMapperStore"/> keeps to.</summary>
public abstract class ProjectStoreContract : StoreContract
{
    [Fact]
    public async Task Create_ReadBack_IsTheSame()
    {
        var id = await ProjectAsync(3);

        var found = (await Stores.Projects.FindAsync(id))!;

        var made = Samples.Project();
        Assert.Equal((made.Status, made.AuthorId, made.Created, made.Updated, 1L), (found.Status, found.AuthorId, found.Created, found.Updated, found.Version));
        Assert.Equal(made.Settings.TextFor("de").Name, found.Settings.TextFor(null).Name);
        Assert.True(found.Area.EqualsExact(made.Area));
        Assert.Equal(new ProjectProgress(3, 0, 0, 0, 0), (await Stores.Projects.ProgressAsync([id, id + 1000]))[id]);
        Assert.Null(await Stores.Projects.FindAsync(id + 1));
    }

    [Fact]
    public async Task Create_WithOneKey_MakesOneProject()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await ProjectAsync(2, new ProjectKey(1, "wizard")))));

        Assert.Single(ids.Distinct());
        Assert.Single(await Stores.Projects.ListAsync([ProjectStatus.Published]));
        Assert.NotEqual(ids[0], await ProjectAsync(2, new ProjectKey(2, "wizard")));
    }

    [Fact]
    public async Task Save_OfAStaleVersion_IsRefused()
    {
        var id = await ProjectAsync(1);
        var project = (await Stores.Projects.FindAsync(id))!;
        var archived = project with { Version = 2, Status = ProjectStatus.Archived, Updated = Now.AddDays(1) };

        Assert.True(await Stores.Projects.TrySaveAsync(archived));
        Assert.False(await Stores.Projects.TrySaveAsync(archived));

        Assert.Empty(await Stores.Projects.ListAsync([ProjectStatus.Published, ProjectStatus.Draft]));
        Assert.Equal(Now.AddDays(1), Assert.Single(await Stores.Projects.ListAsync([ProjectStatus.Archived])).Updated);
    }

    [Fact]
    public async Task Delete_TakesEverythingOfTheProject()
    {
        var (id, other) = (await ProjectAsync(2, new ProjectKey(1, "k")), await ProjectAsync(1));
        await Tasks.WriteAsync(Samples.Take((await Tasks.ReadAsync(id, [1]))[0], 1));

        Assert.True(await Stores.Projects.DeleteAsync(id));
        Assert.False(await Stores.Projects.DeleteAsync(id));

        Assert.Empty(await Tasks.ReadAsync(id, null));
        Assert.Empty(await Tasks.HistoryAsync(id, null, 0, 10));
        Assert.Single(await Tasks.ReadAsync(other, null));
        Assert.NotEqual(id, await ProjectAsync(1, new ProjectKey(1, "k")));
    }

    [Fact]
    public async Task Progress_EqualsARecount()
    {
        var id = await ProjectAsync(7);
        var states = new[] { TaskState.Mapped, TaskState.Mapped, TaskState.Validated, TaskState.Invalidated, TaskState.BadImagery, TaskState.Split, TaskState.Ready };
        var tasks = await Tasks.ReadAsync(id, null);
        await Tasks.WriteAsync(new TaskWrite(id, [.. tasks.Zip(states, (task, state) => task with { Version = 2, State = state })], []));

        Assert.Equal(ProjectProgress.Of(states), (await Stores.Projects.ProgressAsync([id]))[id]);
    }

    [Fact]
    public async Task RegisterLocal_AtOnce_GivesOneMapper_AndTheFirstIsAdmin()
    {
        var first = await Stores.Mappers.RegisterLocalAsync("Ada", Now);
        var many = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Stores.Mappers.RegisterLocalAsync("bob'; --", Now))));

        Assert.Equal((MapperRole.Admin, "Ada", Now), (first.Role, first.Username, first.Registered));
        Assert.Single(many.Distinct());
        Assert.Equal(MapperRole.Mapper, many[0].Role);
        Assert.True(first.Id < 0 && many[0].Id < 0 && first.Id != many[0].Id);
        Assert.Equal(first, await Stores.Mappers.FindByNameAsync("aDA"));
        Assert.Equal(2, (await Stores.Mappers.FindManyAsync([first.Id, many[0].Id, 5])).Count);
    }

    [Fact]
    public async Task SaveMapper_NewAndKnown_IsReadBack()
    {
        var mapper = new Mapper(9_000_000_000, "Zoë", MapperRole.ReadOnly, 3, Now) { PictureUrl = "https://x/y?z='" };
        await Stores.Mappers.SaveAsync(mapper);
        await Stores.Mappers.SaveAsync(mapper with { Username = "Zoe" });

        Assert.Equal(mapper with { Username = "Zoe" }, await Stores.Mappers.FindAsync(mapper.Id));
        Assert.Null(await Stores.Mappers.FindByNameAsync("Zoë"));
    }

    [Fact]
    public async Task Migrate_Twice_ChangesNothing()
    {
        await Stores.Schema.MigrateAsync();

        Assert.Equal(Stores.Schema.Required, await Stores.Schema.CurrentAsync());
    }
}
