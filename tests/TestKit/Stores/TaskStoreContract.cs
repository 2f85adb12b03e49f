using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="ITaskStore"/> keeps to.</summary>
public abstract class TaskStoreContract : StoreContract
{
    [Fact]
    public async Task Write_OfEveryField_IsReadBackAsWritten()
    {
        var id = await ProjectAsync(2);
        var full = (await Tasks.ReadAsync(id, [2]))[0] with
        {
            State = TaskState.Invalidated,
            Version = 2,
            Lock = new TaskLock(-7, LockPurpose.Validation, Now.AddSeconds(1), Now.AddHours(1)),
            MappedBy = long.MaxValue,
            ValidatedBy = -3,
            ChangedAt = Now.AddTicks(1_234_560),
            LastChange = new StateChange(5, TaskState.Validated, 6, null),
            LastStep = new TaskStep(TaskAction.Undo, 9),
        };
        var said = new TaskEvent(full.Id, 2, 0, TaskEventKind.Comment, Now, 5) { Text = "it's \"漢\" \u0001; drop table", Held = TimeSpan.FromTicks(70), State = TaskState.Mapped };

        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(new TaskWrite(id, [full], [said])));

        Assert.Equal([full], await Tasks.ReadAsync(id, [2]));
        var history = Assert.Single(await Tasks.HistoryAsync(id, 2, 0, 10));
        Assert.True(history.Sequence > 0);
        Assert.Equal(said, history with { Sequence = 0 });
        Assert.Equal(TaskState.Ready, (await Tasks.ReadAsync(id, [1]))[0].State);
    }

    [Fact]
    public async Task Write_OfAStaleVersion_WritesNothingAtAll()
    {
        var id = await ProjectAsync(3);
        var tasks = await Tasks.ReadAsync(id, null);
        await Tasks.WriteAsync(Samples.Take(tasks[2], 1));
        var changed = tasks.Select(task => task with { Version = task.Version + 1, State = TaskState.Mapped }).ToList();
        var child = new NewTask(new MappingTask(new TaskId(id, 4), TaskState.Ready) { ChangedAt = Now }, Samples.Tasks(4)[3].Outline);
        var write = new TaskWrite(id, changed, [.. changed.Select(task => new TaskEvent(task.Id, 2, 0, TaskEventKind.Comment, Now, 1) { Text = "x" })])
        {
            Lease = Samples.Lease(77, 1, id, 1),
            Children = [child],
            Once = new StoredAnswer(77, "key", "print", "answer"),
        };

        Assert.Equal(WriteResult.Conflict, await Tasks.WriteAsync(write));

        Assert.All((await Tasks.ReadAsync(id, null)).Take(2), task => Assert.Equal(1, task.Version));
        Assert.Equal(3, await Tasks.LastNumberAsync(id));
        Assert.Single(await Tasks.HistoryAsync(id, null, 0, 10));
        Assert.Equal(MapperLease.None(77), await Tasks.LeaseAsync(77));
        Assert.Null(await Tasks.AnswerAsync(id, 77, "key"));
    }

    [Fact]
    public async Task Write_WithAKnownKey_IsRepeatedAndWritesNothing()
    {
        var id = await ProjectAsync(2);
        var tasks = await Tasks.ReadAsync(id, null);
        var once = new StoredAnswer(1, "a'key", "print", "{\"an\":\"answer\"}");

        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(Samples.Take(tasks[0], 1) with { Once = once }));
        Assert.Equal(WriteResult.Repeated, await Tasks.WriteAsync(Samples.Take(tasks[1], 1) with { Once = once with { Answer = "other" } }));

        Assert.Equal(once, await Tasks.AnswerAsync(id, 1, "a'key"));
        Assert.Null(await Tasks.AnswerAsync(id, 2, "a'key"));
        Assert.Null((await Tasks.ReadAsync(id, [2]))[0].Lock);
    }

    [Fact]
    public async Task Write_OfChildren_AddsThemWithTheirShapes()
    {
        var id = await ProjectAsync(1);
        var parent = (await Tasks.ReadAsync(id, null))[0] with { Version = 2, State = TaskState.Split };
        var outline = new TaskOutline(2, Samples.Tasks(1)[0].Outline.Shape, null, IsSquare: false) { Properties = "{\"name\":\"x\"}" };
        var child = new NewTask(new MappingTask(new TaskId(id, 2), TaskState.Ready) { Parent = 1, ChangedAt = Now }, outline);

        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(new TaskWrite(id, [parent], []) { Children = [child] }));
        Assert.Equal(WriteResult.Conflict, await Tasks.WriteAsync(new TaskWrite(id, [parent with { Version = 3 }], []) { Children = [child] }));

        Assert.Equal(1, (await Tasks.ReadAsync(id, [2]))[0].Parent);
        var shapes = new List<TaskOutline>();
        await foreach (var found in Tasks.OutlinesAsync(id, null))
        {
            shapes.Add(found);
        }

        Assert.Equal([1, 2], shapes.Select(shape => shape.Number));
        Assert.Equal(new TileKey(14, 8001, 8000), shapes[0].Tile);
        Assert.True(shapes[0].IsSquare);
        Assert.Null(shapes[1].Tile);
        Assert.Equal(outline.Properties, shapes[1].Properties);
        Assert.True(shapes[1].Shape.EqualsExact(outline.Shape));
        Assert.Equal(4326, shapes[1].Shape.SRID);
    }

    [Fact]
    public async Task History_IsNewestFirstAndPaged()
    {
        var id = await ProjectAsync(1);
        for (var version = 2; version < 8; version++)
        {
            var task = (await Tasks.ReadAsync(id, null))[0] with { Version = version };
            await Tasks.WriteAsync(new TaskWrite(id, [task], [new TaskEvent(task.Id, version, 0, TaskEventKind.Comment, Now, 1) { Text = $"{version}" }]));
        }

        Assert.Equal(["7", "6"], (await Tasks.HistoryAsync(id, 1, 0, 2)).Select(line => line.Text));
        Assert.Equal(["5", "4", "3", "2"], (await Tasks.HistoryAsync(id, null, 2, int.MaxValue)).Select(line => line.Text));
        Assert.Empty(await Tasks.HistoryAsync(id + 1, null, 0, 10));
    }

    [Fact]
    public async Task Lease_IsWrittenByCompareAndSwap()
    {
        var id = await ProjectAsync(2);
        var tasks = await Tasks.ReadAsync(id, null);
        var lease = Samples.Lease(5, 1, id, 1, 2);

        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(Samples.Take(tasks[0], 5, lease)));
        Assert.Equal(WriteResult.Conflict, await Tasks.WriteAsync(Samples.Take(tasks[1], 5, lease)));
        Assert.Equal(WriteResult.Conflict, await Tasks.WriteAsync(Samples.Take(tasks[1], 6, Samples.Lease(6, 2, id, 2))));
        Assert.Equal(WriteResult.Written, await Tasks.WriteAsync(Samples.Take(tasks[1], 5, lease with { Version = 2, Tasks = [] })));

        var found = await Tasks.LeaseAsync(5);
        Assert.Equal((2, id, LockPurpose.Mapping, Now.AddHours(2)), (found.Version, found.ProjectId, found.Purpose, found.ExpiresAt));
        Assert.Empty(found.Tasks);
    }
}
