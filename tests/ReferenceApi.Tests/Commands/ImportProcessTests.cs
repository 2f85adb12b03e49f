using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Commands;

/// <summary>import and update as people run them, on PostGIS; and kill -9 in the middle.</summary>
public sealed class ImportProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-");

    [Fact]
    public async Task ImportKilledInMidLoad_LeavesTheOldData_AndTheNextOneGoesThrough()
    {
        var malta = SharedData.PathOrSkip("data/malta.osm.pbf");
        await using var database = await ScratchDatabase.CreateAsync();
        var connection = database.ConnectionString;
        Town.TownFile.Write(Path.Combine(_directory.FullName, "town.osm.pbf"));
        Assert.Equal(0, (await HostProcess.RunAsync(_directory.FullName, "import", "town.osm.pbf", "--database", connection)).Exit);
        for (var round = 0; round < 3; round++)
        {
            using var import = HostProcess.Start(_directory.FullName, "import", malta, "--database", connection);
            while (!await database.ScalarAsync<bool>("select to_regclass('raw_data_next.nodes') is not null"))
            {
                Assert.False(import.HasExited, "the import ended before it could be killed");
                await Task.Delay(5);
            }

            await Task.Delay(round * 150);
            import.Kill(entireProcessTree: true); // SIGKILL
            await import.WaitForExitAsync();
            Assert.Equal("town.osm.pbf", await database.ScalarAsync<string>("select source from raw_data.import"));
        }

        var (exit, _, error) = await HostProcess.RunAsync(_directory.FullName, "import", malta, "--database", connection);
        Assert.True(exit == 0, error);
        Assert.Equal("malta.osm.pbf", await database.ScalarAsync<string>("select source from raw_data.import"));
        Assert.False(await database.ScalarAsync<bool>("select exists (select from pg_namespace where nspname = 'raw_data_next')"));
    }

    [Fact]
    public async Task Update_AppliesFiles_AndSaysWhatItDid()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var connection = database.ConnectionString;
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "a.osm"), """<osm version="0.6"><node id="1" version="1" lat="1" lon="1"><tag k="shop" v="yes"/></node></osm>""");
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "b.osc"), """<osmChange version="0.6"><modify><node id="1" version="2" lat="2" lon="1"><tag k="shop" v="no"/></node></modify></osmChange>""");
        Assert.Equal(0, (await HostProcess.RunAsync(_directory.FullName, "import", "a.osm", "--database", connection)).Exit);

        var (exit, output, error) = await HostProcess.RunAsync(_directory.FullName, "update", "b.osc", "--database", connection);

        Assert.True(exit == 0, error);
        Assert.Contains("b.osc: 1 nodes", output, StringComparison.Ordinal);
        Assert.Equal("POINT(1 2) no", await database.ScalarAsync<string>("select st_astext(geom) || ' ' || (tags->>'shop') from raw_data.nodes"));
    }

    [Fact]
    public async Task Update_WithoutPostgis_SaysWhatToDo()
    {
        var (exit, _, error) = await HostProcess.RunAsync(_directory.FullName, "update", "--watch");

        Assert.Equal(1, exit);
        Assert.Contains("import the new file instead, or use PostGIS", error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
