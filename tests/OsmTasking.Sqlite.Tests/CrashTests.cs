using System.Diagnostics;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Sqlite.Tests;

/// <summary>Two writing processes are killed (SIGKILL) in the middle of it, again and again.</summary>
/// <remarks>A kill leaves the system's page cache alone: that commits also outlive a power cut rests on <c>synchronous=FULL</c>, see <see cref="SqliteDatabaseTests"/>.</remarks>
public sealed class CrashTests
{
    private const int Kills = 10;
    private const int Mappers = 3;

    [Fact]
    public async Task Kill_WhileWriting_LosesNothingAcknowledgedAndKeysResolveTheRest()
    {
        using var temp = new TempStore();
        long project;
        await using (var stores = temp.Open())
        {
            await stores.Schema.MigrateAsync();
            project = await CreateAsync(stores);
        }

        var (acked, doubtful, committed) = (0, 0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var said = await Task.WhenAll(RunAndKillAsync(temp.File, project, 100, 120 + (kill * 37)), RunAndKillAsync(temp.File, project, 200, 150 + (kill * 23)));
            var lines = said.SelectMany(output => output).ToList();
            var answered = lines.Where(line => line[0] is "ack" or "no").Select(line => line[3]).ToHashSet();

            await using var stores = temp.Open();
            foreach (var line in lines.Where(line => line[0] == "ack"))
            {
                acked++;
                await AssertWrittenAsync(stores, project, line);
            }

            foreach (var line in lines.Where(line => line[0] == "no"))
            {
                Assert.Null(await stores.Tasks.AnswerAsync(project, long.Parse(line[1]), line[3]));
            }

            foreach (var line in lines.Where(line => line[0] == "try" && !answered.Contains(line[3])))
            {
                doubtful++;
                committed += await ResolveAsync(stores, project, mapper: long.Parse(line[1]), number: int.Parse(line[2]), key: line[3]) ? 1 : 0;
            }

            await AssertWholeAsync(stores, temp.File, project);
        }

        // Or else the test has shown nothing.
        Assert.True(acked > Kills * 10, $"{acked} acknowledged");
        Assert.True(doubtful > 0, "no write was ever in doubt");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} x 2 kills: {acked} acknowledged, 0 lost; {doubtful} in doubt, of which {committed} had been written, all resolved");
    }

    private static async Task<long> CreateAsync(StoreSet stores)
    {
        var shape = new NetTopologySuite.Geometries.GeometryFactory(new(), 4326).ToGeometry(new(0, 1, 0, 1));
        var tasks = Enumerable.Range(1, 12).Select(number => new NewTask(new MappingTask(new TaskId(0, number), TaskState.Ready), new TaskOutline(number, shape, null, false)));
        return await stores.Projects.CreateAsync(new(0, Core.Projects.ProjectStatus.Published, 1, shape, new()), [.. tasks]);
    }

    private static async Task<List<string[]>> RunAndKillAsync(string file, long project, int firstMapper, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [CrashWriter.Switch] = $"{file}|{project}|{firstMapper}|{Mappers}" },
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        using var writer = Process.Start(start)!;
        var lines = new List<string[]>();
        try
        {
            // From its first word on, so that the time it takes to start does not matter.
            while (await writer.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
            {
                lines.Add(line.Split(' '));
                if (lines.Count == 1)
                {
                    _ = Task.Delay(milliseconds).ContinueWith(_ => writer.Kill(entireProcessTree: true), TaskScheduler.Default);
                }
            }
        }
        finally
        {
            if (!writer.HasExited)
            {
                writer.Kill(entireProcessTree: true);
            }

            await writer.WaitForExitAsync();
        }

        Assert.Equal(128 + 9, writer.ExitCode); // Killed, and not ended by a fault of its own.
        return lines;
    }

    private static async Task AssertWrittenAsync(StoreSet stores, long project, string[] line)
    {
        var (mapper, number, key, version) = (long.Parse(line[1]), int.Parse(line[2]), line[3], long.Parse(line[4]));
        Assert.Equal($"{number}/{version}", (await stores.Tasks.AnswerAsync(project, mapper, key))?.Answer);
        Assert.True((await stores.Tasks.ReadAsync(project, [number]))[0].Version >= version);
        var happened = Assert.Single(await stores.Tasks.HistoryAsync(project, number, 0, int.MaxValue), happened => happened.Text == key);
        Assert.Equal((version, mapper), (happened.Version, happened.ActorId));
    }

    /// <summary>What a client does that got no answer: asks again with the same key. Says whether the first time had counted.</summary>
    private static async Task<bool> ResolveAsync(StoreSet stores, long project, long mapper, int number, string key)
    {
        var before = await stores.Tasks.AnswerAsync(project, mapper, key);
        var history = await stores.Tasks.HistoryAsync(project, number, 0, int.MaxValue);
        Assert.Equal(before is null ? 0 : 1, history.Count(happened => happened.Text == key));

        var again = await CrashWriter.NextAsync((SqliteTaskStore)stores.Tasks, project, mapper, number, key);
        Assert.Equal(before is null ? WriteResult.Written : WriteResult.Repeated, await stores.Tasks.WriteAsync(again));

        Assert.Single(await stores.Tasks.HistoryAsync(project, number, 0, int.MaxValue), happened => happened.Text == key);
        Assert.Equal(before?.Answer ?? again.Once!.Answer, (await stores.Tasks.AnswerAsync(project, mapper, key))?.Answer);
        return before is not null;
    }

    /// <summary>Every write was whole: one version, one event, one step of the lease, one outbox row, one answer.</summary>
    private static async Task AssertWholeAsync(StoreSet stores, string file, long project)
    {
        var history = await stores.Tasks.HistoryAsync(project, null, 0, int.MaxValue);
        foreach (var task in await stores.Tasks.ReadAsync(project, null))
        {
            Assert.Equal(
                Enumerable.Range(2, (int)task.Version - 1).Select(version => (long)version),
                history.Where(happened => happened.Task == task.Id).Select(happened => happened.Version).Reverse());
        }

        foreach (var mapper in history.GroupBy(happened => happened.ActorId))
        {
            Assert.Equal(mapper.Count(), (await stores.Tasks.LeaseAsync(mapper.Key)).Version);
        }

        using var database = new SqliteDatabase(file);
        using var connection = database.Open();
        Assert.Equal("ok", connection.Query(row => row.GetString(0), "pragma integrity_check")[0]);
        Assert.Empty(connection.Query(row => row.GetString(0), "pragma foreign_key_check"));
        Assert.Equal(history.Count, connection.Scalar("select count(*) from outbox"));
        Assert.Equal(history.Count, connection.Scalar("select count(*) from task_answer"));
    }
}
