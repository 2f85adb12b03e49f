using System.Diagnostics;
using System.Globalization;
using OsmTasking.Extraction;

namespace OsmTasking.Benchmarks;

/// <summary>Prints the time of each pass of an extract: their ratio of CPU to wall shows where threads wait for each other.</summary>
internal sealed class PassTimes : IProgress<ExtractProgress>
{
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private int _pass = 1;

    public void Report(ExtractProgress value)
    {
        if (value.Pass != _pass)
        {
            End();
            _pass = value.Pass;
        }
    }

    internal void End()
    {
        var cpu = Environment.CpuUsage.TotalTime;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pass {_pass}: {_wall.Elapsed.TotalSeconds:F2} s wall, {(cpu - _cpu).TotalSeconds:F2} s CPU"));
        _cpu = cpu;
        _wall.Restart();
    }
}
