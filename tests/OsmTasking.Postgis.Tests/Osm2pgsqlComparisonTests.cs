using System.Diagnostics;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;
using OsmTasking.TestKit;

namespace OsmTasking.Postgis.Tests;

/// <summary>The topological mode against osm2pgsql with a style that routes as raw-data-api does, row by row.</summary>
public sealed class Osm2pgsqlComparisonTests
{
    [Theory]
    [InlineData("liechtenstein.osm.pbf", 0)]
    [InlineData("malta.osm.pbf", 2)]
    public async Task TopologicalMode_GivesWhatOsm2pgsqlGives(string name, int selfTouching)
    {
        var path = SharedData.PathOrSkip($"data/{name}");
        if (!File.Exists("/usr/bin/osm2pgsql"))
        {
            Assert.Skip("osm2pgsql is not installed");
        }

        await using var database = await ScratchDatabase.CreateAsync();
        await database.RunAsync("create extension postgis; create schema o");
        await Osm2pgsqlAsync(path, database.ConnectionString);
        await LoadOursAsync(path, database);

        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "nodes", "x.osm_type = 'node'", "st_asewkb(a.geom) is distinct from st_asewkb(b.geom)"));
        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "ways_line", "x.osm_type = 'way' and st_dimension(x.geom) = 1", "st_asewkb(a.geom) is distinct from st_asewkb(b.geom)"));
        // Of rings that touch themselves osm2pgsql keeps one part, or loses a hole: ours have them all.
        Assert.Equal((0, 0, 0, selfTouching), await CompareAsync(database, "ways_poly", "x.osm_type = 'way' and st_dimension(x.geom) = 2", Normalised));

        // Points among the members are lost there, and one line is no multi-line.
        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "relations", "x.osm_type = 'relation' and st_dimension(x.geom) > 0",
            $"case when st_dimension(a.geom) = 1 then not st_orderingequals(st_collectionextract(a.geom, 2), st_multi(b.geom)) else {Normalised} end"));
        Assert.True(await database.ScalarAsync<long>("select count(*) from o.relations") > 100);
    }

    private const string Normalised = "not st_orderingequals(st_normalize(st_removerepeatedpoints(a.geom)), st_normalize(st_removerepeatedpoints(b.geom)))";

    private static async Task<(long Missing, long Metadata, long Tags, long Geometry)> CompareAsync(ScratchDatabase database, string table, string ours, string differs)
    {
#pragma warning disable CA2100 // The parts are the test's own.
        await using var command = database.Source.CreateCommand($"""
            with a as (select * from ours x where {ours}), b as (select * from o.{table})
            select count(*) filter (where a.osm_id is null or b.osm_id is null),
                   count(*) filter (where (a.uid, a."user", a.version, a.changeset, a.timestamp at time zone 'UTC') is distinct from (coalesce(b.uid, 0), coalesce(b."user", ''), b.version, coalesce(b.changeset, 0), b.timestamp)),
                   count(*) filter (where a.tags is distinct from b.tags),
                   count(*) filter (where {differs})
            from a full join b using (osm_id)
            """);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    private static async Task LoadOursAsync(string path, ScratchDatabase database)
    {
        var format = new PgFormat();
        var rows = new MemoryStream();
        Extractor.Write(OsmFile.Open(path), new ExtractOptions { AreaRules = AreaRules.Topological }, format, rows);
        await database.RunAsync($"create table ours ({format.TableColumns})");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (var copy = await connection.BeginTextImportAsync("copy ours from stdin"))
        {
            await copy.WriteAsync(System.Text.Encoding.UTF8.GetString(rows.ToArray()));
        }

        // The peer writes 0 and '' where the file has nothing.
        await database.RunAsync("update ours set uid = coalesce(uid, 0), \"user\" = coalesce(\"user\", ''), changeset = coalesce(changeset, 0)");
    }

    private static async Task Osm2pgsqlAsync(string path, string connectionString)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("/usr/bin/osm2pgsql")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PEER_SCHEMA"] = "o" },
        };
        foreach (var argument in (string[])["-d", $"postgresql://{to.Username}@{to.Host}:{to.Port}/{to.Database}", "--create", "--extra-attributes", "--output=flex", "--style", Path.Combine(SharedData.Repository, "benchmarks/peers/topological.lua"), path])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors + await output);
    }
}
