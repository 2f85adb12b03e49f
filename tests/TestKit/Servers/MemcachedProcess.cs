using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OsmTasking.TestKit.Servers;

/// <summary>A memcached of this test's own, on a free port of this machine.</summary>
public sealed class MemcachedProcess : IDisposable
{
    private const string Program = "memcached";
    private Process? _process;

    private MemcachedProcess(int port) => Port = port;

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts a server: skipped at a desk without one, a failure in CI.</summary>
    public static async Task<MemcachedProcess> StartNewAsync()
    {
        var present = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", $"{Program} is not installed, and CI must test it.");
        Assert.SkipUnless(present, $"{Program} is not installed.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new MemcachedProcess(((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false };
        foreach (var argument in new[] { "-l", "127.0.0.1", "-p", $"{Port}", "-U", "0", "-u", Environment.UserName, "-m", "16" })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                Assert.StartsWith("VERSION", await SayAsync("version"), StringComparison.Ordinal);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        Assert.Fail($"{Program} does not answer on port {Port}");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit(10_000);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops it in mid-breath: it accepts connections and answers nothing.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
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
    }

    private void Signal(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", $"-{name} {_process!.Id}") { UseShellExecute = false })!;
        kill.WaitForExit(10_000);
    }
}
