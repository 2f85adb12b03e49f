using System.Diagnostics;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.RawData;
using Spectre.Console;

namespace ReferenceApi.Commands;

/// <summary>Shows how far long work has come: a bar with rate and time left on a terminal, plain lines elsewhere.</summary>
internal static class ProgressBar
{
    internal static Task<T> ShowAsync<T>(string title, Func<IProgress<ExtractProgress>, Task<T>> work) =>
        ShowAsync(title, (reading, _) => work(reading));

    /// <summary>For work that goes on after the reading, in steps.</summary>
    internal static async Task<T> ShowAsync<T>(string title, Func<IProgress<ExtractProgress>, IProgress<ImportStage>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(new Lines(title), new StageLines(title));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context => await Task.Run(() => work(new Bar(context, title), new StageBars(context))));
    }

    /// <summary>For work that reads a source once and counts nothing.</summary>
    internal static IProgress<long> OfOneReading(IProgress<ExtractProgress> progress, IOsmSource source) => new Reading(progress, source);

    private static double Share(ExtractProgress progress) =>
        progress.BytesToRead is > 0 and var all ? (double)progress.BytesRead / all : 0;

    private sealed class Bar(ProgressContext context, string title) : IProgress<ExtractProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private ProgressTask? _task;

        public void Report(ExtractProgress value)
        {
            _task ??= context.AddTask(Markup.Escape(title));
            (_task.MaxValue, _task.Value) = (Math.Max(1, value.BytesToRead ?? 1), value.BytesRead);
            if (value.Rows > 0)
            {
                _task.Description = Markup.Escape($"{title}, {value.Rows / Math.Max(0.1, _clock.Elapsed.TotalSeconds):F0} features/s");
            }
        }
    }

    private sealed class StageBars(ProgressContext context) : IProgress<ImportStage>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(ImportStage value)
        {
            lock (_tasks)
            {
                var task = _tasks.TryGetValue(value.What, out var known) ? known : _tasks[value.What] = context.AddTask(value.What);
                (task.MaxValue, task.Value) = (value.Total, Math.Max(task.Value, value.Done));
            }
        }
    }

    private sealed class StageLines(string title) : IProgress<ImportStage>
    {
        public void Report(ImportStage value)
        {
            if (value.Done is 0 || value.Done == value.Total)
            {
                Console.Error.WriteLine($"{title}: {value.Done} of {value.Total} {value.What}");
            }
        }
    }

    private sealed class Lines(string title) : IProgress<ExtractProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private int _told;
        private double _toldAt;

        public void Report(ExtractProgress value)
        {
            var tenth = (int)(Share(value) * 10);
            var seconds = _clock.Elapsed.TotalSeconds;
            if (tenth > _told && seconds > _toldAt + 1)
            {
                (_told, _toldAt) = (tenth, seconds);
                var rows = value.Rows == 0 ? "" : $", {value.Rows} features, {value.Rows / seconds:F0} a second";
                Console.Error.WriteLine($"{title}: {tenth * 10} %{rows}, about {seconds * (1 - Share(value)) / Share(value):F0} s left");
            }
        }
    }

    private sealed class Reading(IProgress<ExtractProgress> progress, IOsmSource source) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(1, 1, value, source.LengthInBytes, 0));
    }
}
