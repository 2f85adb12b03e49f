using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OsmTasking.TestKit.Servers;

/// <summary>A server program of this test's own, on a free port of this machine.</summary>
public abstract class LoopbackServer(string program) : IDisposable
{
    private Process? _process;

    public int Port { get; } = FreePort();

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Gets what the program is started with.</summary>
    protected abstract string[] Arguments { get; }

    /// <summary>Gets a question, and how its answer begins once the server is up.</summary>
    protected abstract (string Ask, string Answer) Greeting { get; }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(program, Arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        _process.BeginOutputReadLine();
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                Assert.StartsWith(Greeting.Answer, await SayAsync(Greeting.Ask), StringComparison.Ordinal);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        Assert.Fail($"{program} does not answer on port {Port}");
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

    /// <summary>Sends one command over a connection of its own and returns the first line of the answer.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        using var reader = new StreamReader(client.GetStream());
        await writer.WriteLineAsync(command);
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)) ?? "";
    }

    public virtual void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }

    /// <summary>Skips at a desk without the program, and fails in CI.</summary>
    protected static void Require(string program)
    {
        var present = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", $"{program} is not installed, and CI must test it.");
        Assert.SkipUnless(present, $"{program} is not installed (./build.sh test installs it).");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", $"-{name} {_process!.Id}") { UseShellExecute = false })!;
        kill.WaitForExit(10_000);
    }
}
