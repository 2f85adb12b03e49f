using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="ITaskStore"/> does. This part: what goes in comes out.</summary>
public abstract partial class TaskStoreContract : StoreContract
{
    [Fact]
    public async Task Read_NewTask_HasOnlyDefaults()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 1);

        Assert.Equal(new MappingTask(new TaskId(project, 1), TaskState.Ready) { ChangedAt = Now }, await TaskAsync(stores, project));
    }

    [Theory]
    [InlineData(TaskState.Ready)]
    [InlineData(TaskState.Mapped)]
    [InlineData(TaskState.Validated)]
    [InlineData(TaskState.Invalidated)]
    [InlineData(TaskState.BadImagery)]
    [InlineData(TaskState.Split)]
    public async Task Write_EveryField_ComesBack(TaskState state)
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 2);
        var full = new MappingTask(new TaskId(project, 2), state)
        {
            Version = 2,
            Lock = new TaskLock(Big, LockPurpose.Validation, Now.AddMinutes(-3), Now.AddMinutes(117)),
            MappedBy = long.MaxValue,
            ValidatedBy = -5,
            Parent = 1,
            ChangedAt = Now.AddSeconds(1),
            LastChange = new StateChange(Big + 2, TaskState.Mapped, Big + 3, Big + 4),
            LastStep = new TaskStep(TaskAction.Revert, Big + 5),
        };

        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [full], [])));
        Assert.Equal(full, await TaskAsync(stores, project, 2));

        var bare = new MappingTask(full.Id, TaskState.Ready) { Version = 3, ChangedAt = Now, LastChange = new StateChange(1, TaskState.Ready, null, null) };
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [bare], [])));
        Assert.Equal(bare, await TaskAsync(stores, project, 2));
    }

    [Fact]
    public async Task Read_SomeNumbers_LeavesOutUnknownOnesAndSorts()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 12);
        var other = await ProjectWithAsync(stores, 3);

        Assert.Equal([2, 3, 11], (await stores.Tasks.ReadAsync(project, [11, 2, 99, 3, 2, -1])).Select(task => task.Id.Number));
        Assert.Equal(Enumerable.Range(1, 12), (await stores.Tasks.ReadAsync(project, null)).Select(task => task.Id.Number));
        Assert.Empty(await stores.Tasks.ReadAsync(project, []));
        Assert.Empty(await stores.Tasks.ReadAsync(other + 1000, null));
    }

    [Fact]
    public async Task Outlines_EveryField_ComesBackExactly()
    {
        var stores = Stores;
        NewTask[] tasks =
        [
            Fresh(1) with { Outline = new TaskOutline(1, Square(9.523456789012345, 47.1, 0.1 + 0.2), new TileKey(22, 4_194_303, 0), true) },
            Fresh(2) with { Outline = new TaskOutline(2, Islands(), null, false) { Properties = "{\"name\":\"Ж '); -- 🗺️\"}" } },
        ];
        var project = await stores.Projects.CreateAsync(Project(), tasks);

        var outlines = await stores.Tasks.OutlinesAsync(project, null).ToListAsync();

        Assert.Equal(2, outlines.Count);
        foreach (var (sent, got) in tasks.Select(task => task.Outline).Zip(outlines))
        {
            Assert.Equal((sent.Number, sent.Tile, sent.IsSquare), (got.Number, got.Tile, got.IsSquare));
            Assert.True(sent.Shape.EqualsExact(got.Shape), got.Shape.AsText());
            Assert.Equal(4326, got.Shape.SRID);
        }

        Assert.Null(outlines[0].Properties);
        Assert.Equal("Ж '); -- 🗺️", System.Text.Json.JsonDocument.Parse(outlines[1].Properties!).RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Outlines_ManyTasks_ComeOnceEachInOrder()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 2345);

        Assert.Equal(Enumerable.Range(1, 2345), await stores.Tasks.OutlinesAsync(project, null).Select(outline => outline.Number).ToListAsync());
        Assert.Equal([1, 1000, 1001, 2345], await stores.Tasks.OutlinesAsync(project, [2345, 1001, 1000, 1, 9999]).Select(outline => outline.Number).ToListAsync());
        Assert.Empty(await stores.Tasks.OutlinesAsync(project, []).ToListAsync());
    }

    [Fact]
    public async Task Lease_EveryField_ComesBack()
    {
        var stores = Stores;
        var project = await ProjectWithAsync(stores, 3);
        var none = await stores.Tasks.LeaseAsync(Big);
        Assert.Equal((Big, 0L, 0), (none.MapperId, none.Version, none.Tasks.Count));
        Assert.False(none.IsLive(DateTimeOffset.MinValue));

        var held = new MapperLease(Big, 1, project, LockPurpose.Validation, [1, 3], Now.AddHours(2));
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [], []) { Lease = held }));
        AssertSame(held, await stores.Tasks.LeaseAsync(Big));

        var empty = held with { Version = 2, Tasks = [], Purpose = LockPurpose.Mapping };
        Assert.Equal(WriteResult.Written, await stores.Tasks.WriteAsync(new TaskWrite(project, [], []) { Lease = empty }));
        AssertSame(empty, await stores.Tasks.LeaseAsync(Big));
        Assert.Equal(0, (await stores.Tasks.LeaseAsync(Big + 1)).Version);
    }

    private static void AssertSame(MapperLease expected, MapperLease actual)
    {
        Assert.Equal(expected.Tasks, actual.Tasks);
        Assert.Equal(expected with { Tasks = actual.Tasks }, actual);
    }
}
