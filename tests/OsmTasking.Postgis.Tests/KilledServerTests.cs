using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OsmTasking.Core;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

/// <summary>kill -9 of a whole PostgreSQL, of this test's own, while mappers write.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int Writers = 8;
    private const int Kills = 3;
    private static readonly string Bin = Environment.GetEnvironmentVariable("OSM_TASKING_PG_BIN") ?? "/usr/lib/postgresql/15/bin";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-pg-");
    private readonly int _port = FreePort();

    [Fact]
    public async Task KilledUnderLoad_LosesNothingAcknowledged_AndKeysResolveTheRest()
    {
        var present = File.Exists(Path.Combine(Bin, "initdb"));
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", $"{Bin} has no PostgreSQL, and CI must test it.");
        Assert.SkipUnless(present, $"{Bin} has no PostgreSQL (set OSM_TASKING_PG_BIN).");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_111_111);
        }

        await PostgresAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale");
        await StartAsync();
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=24;Timeout=5;Command Timeout=10");
        await new PostgisSchema(source).MigrateAsync();
        var tasks = new PostgisTaskStore(source);
        var id = await new PostgisProjectStore(source).CreateAsync(Samples.Project(), Samples.Tasks(Writers));
        var acknowledged = new int[Writers];
        var (unanswered, kills) = (0, 0);
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var workflow = new TaskWorkflow(tasks, new ManualTime(), new TaskLockOptions());
            while (!stop.IsCancellationRequested)
            {
                var request = TaskRequest.For(new TaskId(id, writer + 1), new TaskCommand.Comment(writer, $"{acknowledged[writer]}")) with { Key = $"{acknowledged[writer]}" };
                try
                {
                    Assert.IsType<WorkflowResult.Done>(await workflow.ExecuteAsync(request));
                    acknowledged[writer]++;
                }
                catch (StoreException)
                {
                    Interlocked.Increment(ref unanswered);
                    await Task.Delay(50);
                }
            }
        })).ToList();
        for (; kills < Kills; kills++)
        {
            await Task.Delay(800);
            Kill();
            await StartAsync();
        }

        await Task.Delay(500);
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        Assert.True(unanswered >= Kills, $"{unanswered} requests went without an answer: the kills hit nothing");
        for (var writer = 0; writer < Writers; writer++)
        {
            var history = await tasks.HistoryAsync(id, writer + 1, 0, int.MaxValue);
            Assert.Equal(Enumerable.Range(0, acknowledged[writer]).Select(number => $"{number}"), history.Reverse().Select(line => line.Text));
            Assert.Equal(acknowledged[writer] + 1, (await tasks.ReadAsync(id, [writer + 1]))[0].Version);
        }
    }

    public void Dispose()
    {
        if (File.Exists(PidFile))
        {
            Kill();
        }

        _directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    private Task StartAsync() => PostgresAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_directory.FullName, "log"), "-o",
        $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={_directory.FullName} -c fsync=on", "start");

    /// <summary>SIGKILL to the postmaster and each of its children: nothing is flushed, nobody says goodbye.</summary>
    private void Kill()
    {
        using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First()));
        postmaster.Kill(entireProcessTree: true);
        postmaster.WaitForExit(10_000);
        File.Delete(PidFile);
    }

    private static async Task PostgresAsync(string program, params string[] arguments)
    {
        // PostgreSQL refuses to run as root.
        var asRoot = Environment.UserName == "root";
        var start = new ProcessStartInfo(asRoot ? "runuser" : Path.Combine(Bin, program)) { UseShellExecute = false };
        foreach (var argument in asRoot ? ["-u", "postgres", "--", Path.Combine(Bin, program), .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
