using System.Diagnostics;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Postgis.RawData;
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
        await database.RunAsync("create extension if not exists postgis; create schema o");
        await Osm2pgsqlAsync(path, database.ConnectionString);
        await new RawDataImport(database.Source).RunAsync(OsmFile.Open(path), name, ManualTime.Noon);

        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "nodes", "true", "st_asewkb(a.geom) is distinct from st_asewkb(b.geom)"));
        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "ways_line", "true", "st_asewkb(a.geom) is distinct from st_asewkb(b.geom)"));

        // Of rings that touch themselves osm2pgsql keeps one part, or loses a hole: ours have them all.
        Assert.Equal((0, 0, 0, selfTouching), await CompareAsync(database, "ways_poly", "true", Normalised));

        // Points among the members are lost there, and one line is no multi-line.
        Assert.Equal((0, 0, 0, 0), await CompareAsync(database, "relations", "st_dimension(geom) > 0",
            $"case when st_dimension(a.geom) = 1 then not st_orderingequals(st_collectionextract(a.geom, 2), st_multi(b.geom)) else {Normalised} end"));
        Assert.True(await database.ScalarAsync<long>("select count(*) from o.relations") > 100);
    }

    private const string Normalised = "not st_orderingequals(st_normalize(st_removerepeatedpoints(a.geom)), st_normalize(st_removerepeatedpoints(b.geom)))";

    private static async Task<(long Missing, long Metadata, long Tags, long Geometry)> CompareAsync(ScratchDatabase database, string table, string ours, string differs)
    {
#pragma warning disable CA2100 // The parts are the test's own.
        await using var command = database.Source.CreateCommand($"""
            with a as (select * from raw_data.{table} where {ours}), b as (select * from o.{table})
            select count(*) filter (where a.osm_id is null or b.osm_id is null),
                   count(*) filter (where (coalesce(a.uid, 0), coalesce(a."user", ''), a.version, coalesce(a.changeset, 0), a.timestamp) is distinct from (coalesce(b.uid, 0), coalesce(b."user", ''), b.version, coalesce(b.changeset, 0), b.timestamp)),
                   count(*) filter (where a.tags is distinct from b.tags),
                   count(*) filter (where {differs})
            from a full join b using (osm_id)
            """);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
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
