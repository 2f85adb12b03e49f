using System.CommandLine;
using Npgsql;
using OsmTasking.Core;
using OsmTasking.Extraction.Changes;
using OsmTasking.Extraction.Changes.Replication;
using OsmTasking.Postgis.RawData;

namespace ReferenceApi.Commands;

/// <summary>Keeps imported data up to date.</summary>
public static class UpdateCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run, Func<ParseResult, HostSettings> settings)
    {
        var files = new Argument<string[]>("FILES") { Description = "Change files (.osc, .osc.gz), applied one after the other. Without any, the feed is followed.", Arity = ArgumentArity.ZeroOrMore };
        var feed = new Option<string?>("--feed") { Description = "Where state.txt of the feed is: an address or a folder. Default: what the imported file says." };
        var watch = new Option<bool>("--watch") { Description = "Go on for ever, looking for new changes every minute." };
        var command = new Command("update", """
            Apply changes to imported data (PostGIS), each file in one transaction; what was applied before is left out.

            Examples:
              osmtasking update monday.osc.gz tuesday.osc.gz
              osmtasking update --watch
              osmtasking update --feed https://planet.openstreetmap.org/replication/minute --watch
            """) { files, feed, watch };
        run(command, async (parsed, cancel) =>
        {
            var services = new ServiceCollection();
            settings(parsed).AddStores(services);
            await using var provider = services.BuildServiceProvider();
            var update = new RawDataUpdate(provider.GetService<NpgsqlDataSource>()
                ?? throw new StoreException("SQLite keeps no data that could be updated: import the new file instead, or use PostGIS (--database \"Host=…\")."));
            return parsed.GetValue(files) is { Length: > 0 } paths
                ? await ApplyAsync(update, paths, cancel)
                : await FollowAsync(update, provider.GetRequiredService<TimeProvider>(), parsed.GetValue(feed), parsed.GetValue(watch), cancel);
        });
        return command;
    }

    private static async Task<int> ApplyAsync(RawDataUpdate update, string[] paths, CancellationToken cancellationToken)
    {
        foreach (var file in paths.Select(path => (Path: path, Changes: OscFile.Open(path))).ToList())
        {
            var changes = new ChangedObjects();
            file.Changes.Read(changes.Take, cancellationToken: cancellationToken);
            Tell(Path.GetFileName(file.Path), (await update.ApplyAsync(changes, cancellationToken: cancellationToken))!);
        }

        return 0;
    }

    private static async Task<int> FollowAsync(RawDataUpdate update, TimeProvider time, string? root, bool watch, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("OsmTasking");
        root ??= (await update.PositionAsync(cancellationToken))?.Url ?? throw new StoreException("The imported data do not say where changes are: name the feed with --feed.");
        var feed = ReplicationFeed.Open(root, client);
        var progress = new Progress<KeepUpProgress>(step => Tell($"{step.Sequence} of {step.Latest}, {step.Time:u}", step.Summary));
        while (true)
        {
            try
            {
                var position = await new RawDataKeepUp(update, time).CatchUpAsync(feed, null, progress, cancellationToken);
                Console.WriteLine($"up to date with {root}: sequence {position.Sequence}, {position.Time:u}, {(time.GetUtcNow() - position.Time)?.TotalMinutes:F0} minutes ago");
            }
            catch (Exception fault) when (watch && fault is IOException or StoreException { IsTransient: true })
            {
                await Console.Error.WriteLineAsync($"osmtasking: {fault.Message.ReplaceLineEndings(" ")}; trying again in a minute");
            }

            if (!watch)
            {
                return 0;
            }

            await Task.Delay(TimeSpan.FromMinutes(1), time, cancellationToken);
        }
    }

    private static void Tell(string what, UpdateSummary done) => Console.WriteLine(
        $"{what}: {done.Nodes} nodes, {done.Ways} ways and {done.Relations} relations made anew, {done.Features:+0;-0;0} features");
}
