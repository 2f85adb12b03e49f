using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OsmTasking.Postgis.Tests;

/// <summary>A PostgreSQL of this test's own, to be killed: skipped at a desk without one, a failure in CI.</summary>
internal sealed class KillablePostgres : IDisposable
{
    private static readonly string Bin = Environment.GetEnvironmentVariable("OSM_TASKING_PG_BIN") ?? "/usr/lib/postgresql/15/bin";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-pg-");
    private readonly int _port = FreePort();

    private KillablePostgres()
    {
    }

    internal static async Task<KillablePostgres> StartNewAsync()
    {
        var present = File.Exists(Path.Combine(Bin, "initdb"));
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", $"{Bin} has no PostgreSQL, and CI must test it.");
        Assert.SkipUnless(present, $"{Bin} has no PostgreSQL (set OSM_TASKING_PG_BIN).");
        var server = new KillablePostgres();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(server._directory.FullName, (UnixFileMode)0b111_111_111);
        }

        await PostgresAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale");
        await server.StartAsync();
        return server;
    }

    internal NpgsqlDataSource Connect() =>
        NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=24;Timeout=5;Command Timeout=10");

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

    internal Task StartAsync() => PostgresAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_directory.FullName, "log"), "-o",
        $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={_directory.FullName} -c fsync=on", "start");

    /// <summary>SIGKILL to the postmaster and each of its children: nothing is flushed, nobody says goodbye.</summary>
    internal void Kill()
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
