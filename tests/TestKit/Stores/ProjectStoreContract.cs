using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="IProjectStore"/> does.</summary>
public abstract partial class ProjectStoreContract : StoreContract
{
    [Fact]
    public async Task Find_EveryField_ComesBack()
    {
        var stores = Stores;
        var project = new Project(12345, ProjectStatus.Draft, Big, Islands(), Full()) { Created = Now, Updated = Now.AddDays(1) };

        var id = await stores.Projects.CreateAsync(project, []);

        var found = await stores.Projects.FindAsync(id);
        AssertSame(project with { Id = id }, found);
        Assert.Equal(1, found!.Version);
        Assert.True(id > 0);
        Assert.Null(await stores.Projects.FindAsync(id + 1000));
    }

    [Fact]
    public async Task Create_ProjectWithDefaults_ComesBack()
    {
        var stores = Stores;
        var project = new Project(0, ProjectStatus.Published, 1, Square(-180, -85, 0.000001), new ProjectSettings()) { Created = Now, Updated = Now };

        var id = await stores.Projects.CreateAsync(project, [Fresh(1)]);

        AssertSame(project with { Id = id }, await stores.Projects.FindAsync(id));
        Assert.Equal(new TaskId(id, 1), (await TaskAsync(stores, id)).Id);
    }

    [Fact]
    public async Task TrySave_NextVersion_WritesStatusAndSettingsAndNothingElse()
    {
        var stores = Stores;
        var id = await ProjectWithAsync(stores, 1);
        var before = (await stores.Projects.FindAsync(id))!;
        var next = before with { Status = ProjectStatus.Archived, Settings = Full(), Updated = Now.AddHours(1), Version = 2, AuthorId = 99, Area = Square(0, 0, 1), Created = Now.AddDays(9) };

        Assert.True(await stores.Projects.TrySaveAsync(next));

        // Who made it, when, and its area never change.
        AssertSame(next with { AuthorId = before.AuthorId, Area = before.Area, Created = before.Created }, await stores.Projects.FindAsync(id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task TrySave_AnotherVersion_IsRefused(long version)
    {
        var stores = Stores;
        var id = await ProjectWithAsync(stores, 1);
        var before = (await stores.Projects.FindAsync(id))!;

        Assert.False(await stores.Projects.TrySaveAsync(before with { Status = ProjectStatus.Archived, Version = version }));
        Assert.False(await stores.Projects.TrySaveAsync(before with { Id = id + 1000, Version = 2 }));
        AssertSame(before, await stores.Projects.FindAsync(id));
    }

    [Fact]
    public async Task TrySave_ManyAtOnce_OneWins()
    {
        var stores = Stores;
        var id = await ProjectWithAsync(stores, 1);
        var before = (await stores.Projects.FindAsync(id))!;

        var won = await AtOnceAsync(16, index => stores.Projects.TrySaveAsync(before with { Version = 2, Settings = new ProjectSettings { Imagery = $"{index}" } }));

        Assert.Equal(1, won.Count(yes => yes));
        Assert.Equal($"{Array.IndexOf(won, true)}", (await stores.Projects.FindAsync(id))!.Settings.Imagery);
    }

    [Fact]
    public async Task List_ByStatus_IsNewestFirst()
    {
        var stores = Stores;
        var ids = new List<long>();
        foreach (var status in new[] { ProjectStatus.Draft, ProjectStatus.Published, ProjectStatus.Archived, ProjectStatus.Published })
        {
            ids.Add(await stores.Projects.CreateAsync(Project() with { Status = status }, []));
        }

        Assert.Equal([ids[3], ids[1]], (await stores.Projects.ListAsync([ProjectStatus.Published])).Select(project => project.Id));
        Assert.Equal([ids[3], ids[1], ids[0]], (await stores.Projects.ListAsync([ProjectStatus.Draft, ProjectStatus.Published])).Select(project => project.Id));
        Assert.Empty(await stores.Projects.ListAsync([]));
        AssertSame(Project() with { Id = ids[2], Status = ProjectStatus.Archived }, Assert.Single(await stores.Projects.ListAsync([ProjectStatus.Archived])));
    }

    [Fact]
    public async Task Settings_WithQuotesAndSql_StayData()
    {
        var stores = Stores;
        var bystander = await ProjectWithAsync(stores, 2);
        var id = await stores.Projects.CreateAsync(Project(Nasty), [], new ProjectKey(7, Nasty));

        Assert.Equal(Nasty, (await stores.Projects.FindAsync(id))!.Settings.Texts[0].Name);
        Assert.Equal(id, await stores.Projects.CreateAsync(Project(), [], new ProjectKey(7, Nasty)));
        Assert.Equal(2, (await stores.Tasks.ReadAsync(bystander, null)).Count);
    }

    private static ProjectSettings Full() => new()
    {
        Texts = [new ProjectText("en", Nasty, "short", Nasty, "## Do", "each"), new ProjectText("ar", "مشروع")],
        DefaultLocale = "ar",
        Priority = "URGENT",
        Difficulty = "CHALLENGING",
        Mapping = new WorkPermission(true, 3),
        Validation = new WorkPermission(false, 2),
        Private = true,
        AllowedMappers = [Big, -1],
        FromGrid = false,
        EnforceRandomTask = true,
        MappingTypes = ["ROADS"],
        MappingEditors = [],
        ValidationEditors = ["RAPID"],
        ChangesetComment = "#hot '); --",
        Imagery = "https://example.org/{zoom}/{x}/{y}.png",
        DueDate = Now.AddYears(1),
        Countries = ["Côte d'Ivoire"],
        Extra = "{\"a\": [1, 2.50, null]}",
    };

    private static void AssertSame(Project expected, Project? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(ProjectSettingsJson.Write(expected.Settings), ProjectSettingsJson.Write(actual.Settings));
        Assert.True(expected.Area.EqualsExact(actual.Area), actual.Area.AsText());
        Assert.Equal(4326, actual.Area.SRID);
        Assert.Equal(expected with { Area = actual.Area, Settings = actual.Settings }, actual);
    }
}
