using NetTopologySuite.Geometries;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Things to put into stores, and ways to put them there. Ids are beyond 32 bits where the port says long.</summary>
public abstract partial class StoreContract
{
    /// <summary>Text that breaks whoever builds SQL, JSON or bytes by hand.</summary>
    protected const string Nasty = "Ж 東京 🗺️ é e\u0301 '); DROP TABLE task; -- \"\\ $1 @p0 {0} %s \t\r\n\u0001 <b>&amp;</b>";

    /// <summary>An OSM user id as they may become.</summary>
    protected const long Big = 9_007_199_254_740_993; // 2^53 + 1: no double holds it.

    private static readonly GeometryFactory Geometries = new(new PrecisionModel(), 4326);

    protected static Polygon Square(double west, double south, double size) => Geometries.CreatePolygon(
    [
        new(west, south), new(west + size, south), new(west + size, south + size), new(west, south + size), new(west, south),
    ]);

    protected static MultiPolygon Islands() => Geometries.CreateMultiPolygon(
    [
        Square(179.5, -16.7000001, 0.25),
        Geometries.CreatePolygon(Square(0, 0, 1).Shell, [Square(0.25, 0.25, 0.1 + 0.2).Shell]),
    ]);

    protected static Project Project(string name = "P") =>
        new(0, ProjectStatus.Published, 7, Square(9.5, 47.1, 0.1), new ProjectSettings { Texts = [new ProjectText("en", name)] }) { Created = Now, Updated = Now };

    protected static NewTask Fresh(int number, TaskState state = TaskState.Ready) => new(
        new MappingTask(new TaskId(0, number), state) { ChangedAt = Now }, new TaskOutline(number, Square(9.5 + (number * 0.001), 47.1, 0.001), null, false));

    protected static async Task<long> ProjectWithAsync(StoreSet stores, int tasks) =>
        await stores.Projects.CreateAsync(Project(), [.. Enumerable.Range(1, tasks).Select(number => Fresh(number))]);

    protected static async Task<MappingTask> TaskAsync(StoreSet stores, long project, int number = 1) =>
        Assert.Single(await stores.Tasks.ReadAsync(project, [number]));

    /// <summary>The next version of a task: locked by <paramref name="mapper"/>.</summary>
    protected static MappingTask Locked(MappingTask task, long mapper) => task with
    {
        Version = task.Version + 1,
        Lock = new TaskLock(mapper, LockPurpose.Mapping, Now, Now.AddHours(2)),
        LastStep = new TaskStep(TaskAction.Lock, mapper),
        ChangedAt = Now,
    };

    protected static TaskEvent Event(MappingTask task, long actor, int ordinal = 0) =>
        new(task.Id, task.Version, ordinal, TaskEventKind.LockedForMapping, Now, actor);

    /// <summary>A write as a lock makes it: the task, its history, and the mapper's lease.</summary>
    protected static TaskWrite LockWrite(MappingTask task, MapperLease lease)
    {
        var next = Locked(task, lease.MapperId);
        return new TaskWrite(task.Id.ProjectId, [next], [Event(next, lease.MapperId)])
        {
            Lease = lease with
            {
                Version = lease.Version + 1,
                ProjectId = task.Id.ProjectId,
                Purpose = LockPurpose.Mapping,
                Tasks = [task.Id.Number],
                ExpiresAt = Now.AddHours(2),
            },
        };
    }

    protected static TaskWrite CommentWrite(MappingTask task, long actor, string text = "Hello")
    {
        var next = task with { Version = task.Version + 1 };
        return new TaskWrite(task.Id.ProjectId, [next], [Event(next, actor) with { Kind = TaskEventKind.Comment, Text = text }]);
    }

    /// <summary>Asserts that nothing at all of a project has changed.</summary>
    protected static async Task AssertUntouchedAsync(StoreSet stores, long project, IReadOnlyList<MappingTask> before, long mapper = 7)
    {
        Assert.Equal(before, await stores.Tasks.ReadAsync(project, null));
        Assert.Empty(await stores.Tasks.HistoryAsync(project, null, 0, 100));
        Assert.Equal(0, (await stores.Tasks.LeaseAsync(mapper)).Version);
        Assert.Equal(before.Count, await stores.Tasks.LastNumberAsync(project));
    }

    /// <summary>Runs writers that all start at once, each on a thread of its own, and returns what they got.</summary>
    protected static async Task<T[]> AtOnceAsync<T>(int writers, Func<int, ValueTask<T>> write)
    {
        using var ready = new CountdownEvent(writers);
        using var go = new ManualResetEventSlim();
        var running = Enumerable.Range(0, writers).Select(index => Task.Factory.StartNew(
            async () =>
            {
                ready.Signal();
                go.Wait();
                return await write(index);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToArray();
        ready.Wait();
        go.Set();
        return await Task.WhenAll(running);
    }
}
