using System.Diagnostics;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>A worker in a process of its own, killed with SIGKILL when it is disposed of.</summary>
internal sealed class WorkerProcess(Process process) : IDisposable
{
    internal static async Task<WorkerProcess> StartAsync(string configuration, string role = WorkerProgram.Switch)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            Environment = { [role] = configuration },
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        var process = Process.Start(start)!;
        Assert.Equal("runs", await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        return new WorkerProcess(process);
    }

    /// <summary>Tells it to go on, and returns what it says then.</summary>
    internal async Task<string?> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    internal async Task SignalAsync(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("/bin/kill", [$"-{name}", $"{process.Id}"]) { UseShellExecute = false })!;
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit(10_000);
        process.Dispose();
    }
}
