using System.Diagnostics;
using OsmTasking.Extraction;
using Spectre.Console;

namespace ReferenceApi.Commands;

/// <summary>Shows how far long work has come: a bar with rate and time left on a terminal, plain lines elsewhere.</summary>
internal static class ProgressBar
{
    internal static async Task<T> ShowAsync<T>(string title, Func<IProgress<ExtractProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(new Lines(title));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context => await Task.Run(() => work(new Bar(context, title))));
    }

    private static double Share(ExtractProgress progress) =>
        progress.BytesToRead is > 0 and var all ? (double)progress.BytesRead / all : 0;

    private sealed class Bar(ProgressContext context, string title) : IProgress<ExtractProgress>
    {
        private ProgressTask? _task;

        public void Report(ExtractProgress value)
        {
            _task ??= context.AddTask(Markup.Escape(title));
            (_task.MaxValue, _task.Value) = (Math.Max(1, value.BytesToRead ?? 1), value.BytesRead);
        }
    }

    private sealed class Lines(string title) : IProgress<ExtractProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private int _told;

        public void Report(ExtractProgress value)
        {
            var tenth = (int)(Share(value) * 10);
            if (tenth > _told)
            {
                _told = tenth;
                Console.Error.WriteLine($"{title}: {tenth * 10} %, {value.Rows} features, {value.Rows / Math.Max(0.001, _clock.Elapsed.TotalSeconds):F0} features/s");
            }
        }
    }
}
