using Npgsql;
using OsmTasking.TestKit;
using ReferenceApi.Tests.RawData;

namespace ReferenceApi.Tests.Commands;

/// <summary>import and update as people run them, on PostGIS; and kill -9 in the middle.</summary>
public sealed class ImportProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-");

    [Fact]
    public async Task ImportKilledInMidLoad_LeavesTheOldData_AndTheNextOneGoesThrough()
    {
        var malta = SharedData.PathOrSkip("data/malta.osm.pbf");
        var name = await RawDataHost.ScratchAsync();
        var connection = RawDataHost.Connection(name);
        await using var database = NpgsqlDataSource.Create(connection);
        try
        {
            Town.TownFile.Write(Path.Combine(_directory.FullName, "town.osm.pbf"));
            Assert.Equal(0, (await HostProcess.RunAsync(_directory.FullName, "import", "town.osm.pbf", "--database", connection)).Exit);
            for (var round = 0; round < 3; round++)
            {
                using var import = HostProcess.Start(_directory.FullName, "import", malta, "--database", connection);
                while (await ScalarAsync(database, "select to_regclass('raw_data_next.nodes') is not null") is not true)
                {
                    Assert.False(import.HasExited, "the import ended before it could be killed");
                    await Task.Delay(5);
                }

                await Task.Delay(round * 150);
                import.Kill(entireProcessTree: true); // SIGKILL
                await import.WaitForExitAsync();
                Assert.Equal("town.osm.pbf", await ScalarAsync(database, "select source from raw_data.import"));
            }

            var (exit, _, error) = await HostProcess.RunAsync(_directory.FullName, "import", malta, "--database", connection);
            Assert.True(exit == 0, error);
            Assert.Equal("malta.osm.pbf", await ScalarAsync(database, "select source from raw_data.import"));
            Assert.Equal(false, await ScalarAsync(database, "select exists (select from pg_namespace where nspname = 'raw_data_next')"));
        }
        finally
        {
            await RawDataHost.DropAsync(name);
        }
    }

    [Fact]
    public async Task Update_AppliesFiles_AndSaysWhatItDid()
    {
        var name = await RawDataHost.ScratchAsync();
        var connection = RawDataHost.Connection(name);
        await using var database = NpgsqlDataSource.Create(connection);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "a.osm"), """<osm version="0.6"><node id="1" version="1" lat="1" lon="1"><tag k="shop" v="yes"/></node></osm>""");
            await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "b.osc"), """<osmChange version="0.6"><modify><node id="1" version="2" lat="2" lon="1"><tag k="shop" v="no"/></node></modify></osmChange>""");
            Assert.Equal(0, (await HostProcess.RunAsync(_directory.FullName, "import", "a.osm", "--database", connection)).Exit);

            var (exit, output, error) = await HostProcess.RunAsync(_directory.FullName, "update", "b.osc", "--database", connection);

            Assert.True(exit == 0, error);
            Assert.Contains("b.osc: 1 nodes", output, StringComparison.Ordinal);
            Assert.Equal("POINT(1 2) no", await ScalarAsync(database, "select st_astext(geom) || ' ' || (tags->>'shop') from raw_data.nodes"));
        }
        finally
        {
            await RawDataHost.DropAsync(name);
        }
    }

    [Fact]
    public async Task Update_WithoutPostgis_SaysWhatToDo()
    {
        var (exit, _, error) = await HostProcess.RunAsync(_directory.FullName, "update", "--watch");

        Assert.Equal(1, exit);
        Assert.Contains("import the new file instead, or use PostGIS", error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

#pragma warning disable CA2100 // Statements are the tests' own.
    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
#pragma warning restore CA2100
}
