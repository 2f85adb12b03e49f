using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OsmTasking.TestKit.Servers;

/// <summary>A Redis of this test's own: on a free port of this machine, keeping nothing on disk.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-redis-");
    private readonly int _port = FreePort();
    private Process? _process;

    private RedisServer()
    {
    }

    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Starts a server: skipped at a desk without one, a failure in CI.</summary>
    public static async Task<RedisServer> StartNewAsync()
    {
        var server = Prepare();
        await server.StartAsync();
        return server;
    }

    /// <summary>Chooses a port for a server that is started later.</summary>
    public static RedisServer Prepare()
    {
        var present = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", $"{Program} is not installed, and CI must test it.");
        Assert.SkipUnless(present, $"{Program} is not installed (./build.sh test installs it).");
        return new RedisServer();
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { "--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _directory.FullName })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                Assert.StartsWith("+PONG", await SayAsync("PING"), StringComparison.Ordinal);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        Assert.Fail($"{Program} does not answer on port {_port}");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit(10_000);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Sends one command over a connection of its own and returns the first line of the answer.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        using var reader = new StreamReader(client.GetStream());
        await writer.WriteLineAsync(command);
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)) ?? "";
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }

        _directory.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
