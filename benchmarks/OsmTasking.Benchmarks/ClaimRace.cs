using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OsmTasking.Core.Items;
using OsmTasking.Postgis;

namespace OsmTasking.Benchmarks;

/// <summary>
/// <c>claims "Host=…" [items] [clients] [seconds] [pairs]</c>: how fast items are imported and handed out on PostGIS, and how
/// that compares with pgbench sending the same statement. Makes a database of its own on the server and drops it.
/// </summary>
internal static partial class ClaimRace
{
    private const string Database = "osmtasking_claims";

    internal static async Task<int> RunAsync(string[] args)
    {
        if (args.Length < 2)
        {
            await Console.Error.WriteLineAsync("claims \"Host=…;Username=…\" [items=100000] [clients=64] [seconds=10] [pairs=3]");
            return 2;
        }

        var (server, items, clients, seconds, pairs) = (args[1], At(2, 100_000), At(3, 64), At(4, 10), At(5, 3));
        await AdminAsync(server, $"drop database if exists {Database} with (force)");
        await AdminAsync(server, $"create database {Database}");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(server) { Database = Database, MaxPoolSize = clients, CommandTimeout = 600 };
            await using var source = NpgsqlDataSource.Create(connection.ConnectionString);
            await new PostgisSchema(source).MigrateAsync();
            var race = new Run(source);
            await race.ImportAsync(items);
            await race.LatencyAsync(items);
            await race.EachOnceAsync(items, clients);
            await race.AgainstPgbenchAsync(connection, items, clients, seconds, pairs);
        }
        finally
        {
            await AdminAsync(server, $"drop database if exists {Database} with (force)");
        }

        return 0;

        int At(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
    }

    private static async Task AdminAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The name is a constant.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();

    private sealed class Run(NpgsqlDataSource source)
    {
        private readonly PostgisItemStore _items = new(source);
        private readonly PostgisItemProjectStore _projects = new(source);
        private readonly ItemWorkflow _workflow = new(new PostgisItemStore(source), TimeProvider.System);
        private long _mapper;

        /// <summary>Imports a file as it comes over the wire, and the same file again.</summary>
        internal async Task ImportAsync(int items)
        {
            var file = Path.GetTempFileName();
            await File.WriteAllLinesAsync(file, MadeUpItems(items));
            var project = await ProjectAsync("import");
            for (var turn = 0; turn < 2; turn++)
            {
                var clock = Stopwatch.StartNew();
                await using var content = File.OpenRead(file);
                var rows = new OsmTasking.Core.Items.Imports.ItemFile(content, OsmTasking.Core.Items.Imports.ItemFormat.GeoJsonLines);
                var result = await _items.ImportAsync(new ItemImport(project.Id, 1, DateTimeOffset.UtcNow), rows.ReadAsync());
                Say($"import of {items} items{(turn == 0 ? "" : ", the same file again")}: {clock.Elapsed.TotalSeconds:F2} s, {result.Created} created, {result.Unchanged} unchanged");
            }

            File.Delete(file);
        }

        /// <summary>Claims by one client, each given back before the next, with few and with many items open; in turns.</summary>
        internal async Task LatencyAsync(int items)
        {
            var few = await FilledAsync("few", 1000);
            var many = await FilledAsync("many", items);
            var times = new Dictionary<long, List<double>> { [few.Id] = [], [many.Id] = [] };
            for (var round = 0; round < 22; round++)
            {
                foreach (var project in new[] { few, many })
                {
                    for (var turn = 0; turn < 100; turn++)
                    {
                        var clock = Stopwatch.GetTimestamp();
                        var item = await ClaimAsync(project) ?? throw new InvalidOperationException("No item is left.");
                        if (round > 1)
                        {
                            times[project.Id].Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                        }

                        await _workflow.ExecuteAsync(ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Release(_mapper)), TimeSpan.FromMinutes(15));
                    }
                }
            }

            foreach (var project in new[] { few, many })
            {
                var sorted = times[project.Id].Order().ToList();
                Say($"claim with {(project == few ? 1000 : items)} open: p50 {sorted[sorted.Count / 2]:F2} ms, p95 {sorted[sorted.Count * 95 / 100]:F2} ms");
            }

            Say($"p95 with {items} open / with 1000 open: {Percentile(times[many.Id]) / Percentile(times[few.Id]):F2}");
        }

        /// <summary>Many clients until nothing is left: no item may come twice.</summary>
        internal async Task EachOnceAsync(int items, int clients)
        {
            var project = await FilledAsync("once", items);
            var seen = new ConcurrentBag<long>();
            var times = new ConcurrentBag<double>();
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
            {
                for (var start = Stopwatch.GetTimestamp(); await ClaimAsync(project) is { } item; start = Stopwatch.GetTimestamp())
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    seen.Add(item.Id.Number);
                }
            })));
            Say($"{clients} clients claimed {seen.Count} of {items} items, {seen.Count - seen.Distinct().Count()} twice: {clock.Elapsed.TotalSeconds:F1} s, {seen.Count / clock.Elapsed.TotalSeconds:F0} claims/s, p95 {Percentile([.. times]):F1} ms");
        }

        /// <summary>The same statement by us and by pgbench, in turns, each on a fresh project.</summary>
        internal async Task AgainstPgbenchAsync(NpgsqlConnectionStringBuilder connection, int items, int clients, int seconds, int pairs)
        {
            var ratios = new List<double>();
            for (var pair = 1; pair <= pairs; pair++)
            {
                var ours = await FilledAsync($"ours {pair}", items);
                var count = 0;
                var clock = Stopwatch.StartNew();
                await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
                {
                    while (clock.Elapsed.TotalSeconds < seconds && await ClaimAsync(ours) is not null)
                    {
                        Interlocked.Increment(ref count);
                    }
                })));
                var rate = count / clock.Elapsed.TotalSeconds;
                var theirs = await PgbenchAsync(connection, await FilledAsync($"theirs {pair}", items), clients, seconds);
                ratios.Add(rate / theirs);
                Say($"pair {pair}: ours {rate:F0} claims/s, pgbench {theirs:F0} claims/s, ratio {rate / theirs:F2}");
            }

            ratios.Sort();
            Say($"median ratio over {pairs} pairs: {ratios[ratios.Count / 2]:F2}");
        }

        private static async Task<double> PgbenchAsync(NpgsqlConnectionStringBuilder connection, ItemProject project, int clients, int seconds)
        {
            var script = Path.Combine(AppContext.BaseDirectory, "claim.pgbench.sql");
            var start = new ProcessStartInfo("pgbench") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            foreach (var argument in new[]
            {
                "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", "-D", $"project={project.Id}", "-f", script,
                "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, Database,
            })
            {
                start.ArgumentList.Add(argument);
            }

            if (connection.Password is { Length: > 0 } password)
            {
                start.Environment["PGPASSWORD"] = password;
            }

            using var process = Process.Start(start)!;
            var faults = process.StandardError.ReadToEndAsync();
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var rate = Rate().Match(text);
            return rate.Success ? double.Parse(rate.Groups["tps"].Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"pgbench: {text}{await faults}");
        }

        private async Task<Item?> ClaimAsync(ItemProject project) =>
            await _workflow.NextAsync(project, Interlocked.Increment(ref _mapper), new ItemPick.Random()) is ItemOutcome.Done { Items: [var item, ..] } ? item : null;

        private async Task<ItemProject> FilledAsync(string name, int items)
        {
            var project = await ProjectAsync(name);
            var drafts = Enumerable.Range(1, items).Select(number => new ItemDraft($"i-{number}", Pin(number), $"Look at {number}")).ToAsyncEnumerable();
            await _items.ImportAsync(new ItemImport(project.Id, 1, DateTimeOffset.UtcNow), drafts);
            await using var analyze = source.CreateCommand("analyze osm_tasking.item");
            await analyze.ExecuteNonQueryAsync();
            return project;
        }

        private async Task<ItemProject> ProjectAsync(string name) => (await _projects.CreateAsync(new ItemProject(0, Guid.NewGuid(), name, 1)))!;

        private static ItemPin Pin(int number) => new(number % 1000 * 0.001, number / 1000 * 0.001);

        private static IEnumerable<string> MadeUpItems(int items) => Enumerable.Range(1, items).Select(number => FormattableString.Invariant(
            $$"""{"type":"Feature","id":"way/{{number}}","geometry":{"type":"LineString","coordinates":[[{{Pin(number).Longitude}},{{Pin(number).Latitude}}],[{{Pin(number).Longitude + 0.0005}},{{Pin(number).Latitude}}]]},"properties":{"instructions":"The way crosses another without a node","string:highway":"residential"} }"""));

        private static double Percentile(List<double> times) => times.Count == 0 ? 0 : times.Order().ElementAt(times.Count * 95 / 100);

        private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
    }
}
