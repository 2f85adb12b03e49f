using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Postgis.RawData;
using OsmTasking.TestKit;

namespace OsmTasking.Postgis.Tests;

/// <summary>Data that were updated against data that were imported anew, row by row, in every table.</summary>
public sealed class RawDataUpdateTests
{
    private static readonly string[] Tables = ["nodes", "ways_line", "ways_poly", "relations", "problems", "unbuilt", "watched", "members", "locations"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Update_OfATown_GivesWhatAFreshImportGives(int seed)
    {
        var world = new EditedWorld(seed);
        world.LoadTown();
        await using var updated = await ScratchDatabase.CreateAsync();
        await new RawDataImport(updated.Source).RunAsync(world, "town", ManualTime.Noon);
        for (var round = 1; round <= 8; round++)
        {
            await ApplyAsync(updated, world, 60, round);
            await AssertFreshAsync(updated, world);
        }
    }

    [Theory]
    [InlineData("liechtenstein.osm.pbf")]
    [InlineData("malta.osm.pbf")]
    public async Task Update_OfACountry_GivesWhatAFreshImportGives(string name)
    {
        var path = SharedData.PathOrSkip($"data/{name}");
        var world = new EditedWorld(4);
        world.Load(OsmFile.Open(path));
        await using var updated = await ScratchDatabase.CreateAsync();
        await new RawDataImport(updated.Source).RunAsync(world, name, ManualTime.Noon, new() { TagIndexes = false });
        for (var round = 1; round <= 3; round++)
        {
            await ApplyAsync(updated, world, 2000, round);
        }

        await AssertFreshAsync(updated, world);
    }

    [Fact]
    public async Task Update_OfANodeThatTheShapeDoesNotShow_MakesTheWayAnew()
    {
        const string Town = """
            <osm version="0.6"><node id="1" lon="0" lat="0"/><node id="2" lon="2" lat="0"/><node id="3" lon="2" lat="2"/><node id="4" lon="0" lat="2"/>
            <node id="9" lon="3" lat="3"/>{0}<way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="9"/><nd ref="10"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
            <tag k="landuse" v="grass"/></way></osm>
            """;
        using var folder = new ScratchFolder();
        var (before, after, change) = (folder["a.osm"], folder["b.osm"], folder["c.osc"]);
        await File.WriteAllTextAsync(before, Town.Replace("{0}", "<node id=\"10\" lon=\"3\" lat=\"3\"/>", StringComparison.Ordinal));
        await File.WriteAllTextAsync(after, Town.Replace("{0}", "<node id=\"10\" lon=\"4\" lat=\"3\"/>", StringComparison.Ordinal));
        await File.WriteAllTextAsync(change, "<osmChange version=\"0.6\"><modify><node id=\"10\" version=\"2\" lon=\"4\" lat=\"3\"/></modify></osmChange>");
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(OsmFile.Open(before), "town", ManualTime.Noon);

        // 9 and 10 lie in one place: the way there and back is no part of the area; the triangle that it becomes is.
        Assert.Equal(1, await database.ScalarAsync<int>("select st_numgeometries(geom) from raw_data.ways_poly"));
        var changes = new ChangedObjects();
        Extraction.Changes.OscFile.Open(change).Read(changes.Take);
        Assert.NotNull(await new RawDataUpdate(database.Source).ApplyAsync(changes));

        Assert.Equal(2, await database.ScalarAsync<int>("select st_numgeometries(geom) from raw_data.ways_poly"));
        await AssertFreshAsync(database, OsmFile.Open(after), atLeast: 10);
    }

    [Fact]
    public async Task Update_OfAPlaceOrABoundary_MovesWhatLiesInWhichCountry()
    {
        using var folder = new ScratchFolder();
        var (data, change) = (folder["a.osm"], folder["b.osc"]);
        await File.WriteAllTextAsync(data, Countries);
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(OsmFile.Open(data), "countries", ManualTime.Noon);

        Assert.Equal("1 West WST 2, 2 East EST 2, 3 Region null 4, 4 null", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', osm_id, name, coalesce(iso3, 'null'), admin_level), ', ' order by osm_id) from raw_data.boundaries"));
        Assert.Equal("{2} {1,2}", await MembershipAsync());
        Assert.Equal("{3}", await database.ScalarAsync<string>("select raw_data.boundaries_of(st_setsrid(st_makepoint(1.5, 0.5), 4326), 4)::text"));

        // The peak moves west; then the whole border, so that the road lies in the west alone.
        await ApplyAsync("<node id=\"50\" version=\"2\" lon=\"0.5\" lat=\"0.5\"><tag k=\"natural\" v=\"peak\"/></node>");
        Assert.Equal("{1} {1,2}", await MembershipAsync());
        await ApplyAsync("<node id=\"2\" version=\"2\" lon=\"1.8\" lat=\"0\"/><node id=\"5\" version=\"2\" lon=\"1.8\" lat=\"1\"/>");
        Assert.Equal("{1} {1}", await MembershipAsync());

        async Task<string> MembershipAsync() =>
            await database.ScalarAsync<string>("select concat_ws(' ', raw_data.country(n), raw_data.country(w)) from raw_data.nodes n, raw_data.ways_line w where w.osm_id = 60");

        async Task ApplyAsync(string nodes)
        {
            await File.WriteAllTextAsync(change, $"<osmChange version=\"0.6\"><modify>{nodes}</modify></osmChange>");
            var changes = new ChangedObjects();
            Extraction.Changes.OscFile.Open(change).Read(changes.Take);
            Assert.NotNull(await new RawDataUpdate(database.Source).ApplyAsync(changes));
        }
    }

    // Two squares side by side, a region that is the eastern one, a peak in it, and a road from one into the other.
    private const string Countries = """
        <osm version="0.6"><node id="1" lon="0" lat="0"/><node id="2" lon="1" lat="0"/><node id="3" lon="2" lat="0"/>
        <node id="4" lon="2" lat="1"/><node id="5" lon="1" lat="1"/><node id="6" lon="0" lat="1"/>
        <node id="50" lon="1.5" lat="0.5"><tag k="natural" v="peak"/></node><node id="51" lon="0.7" lat="0.5"/><node id="52" lon="1.3" lat="0.5"/>
        <way id="10"><nd ref="2"/><nd ref="5"/></way><way id="11"><nd ref="5"/><nd ref="6"/><nd ref="1"/><nd ref="2"/></way><way id="12"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/></way>
        <way id="60"><nd ref="51"/><nd ref="52"/><tag k="highway" v="primary"/></way>
        <relation id="1"><member type="way" ref="10" role="outer"/><member type="way" ref="11" role="outer"/>
        <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="2"/><tag k="name" v="Westen"/><tag k="name:en" v="West"/><tag k="ISO3166-1:alpha3" v="WST"/></relation>
        <relation id="2"><member type="way" ref="10" role="outer"/><member type="way" ref="12" role="outer"/>
        <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="2"/><tag k="name" v="East"/><tag k="ISO3166-1:alpha3" v="EST"/></relation>
        <relation id="3"><member type="way" ref="10" role="outer"/><member type="way" ref="12" role="outer"/>
        <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="4"/><tag k="name" v="Region"/></relation>
        <relation id="4"><member type="way" ref="10" role="outer"/><member type="way" ref="12" role="outer"/>
        <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="two; drop"/></relation></osm>
        """;

    [Fact]
    public async Task Update_AppliedAgain_ChangesNothing_AndMovesThePositionOnce()
    {
        var world = new EditedWorld(5);
        world.LoadTown();
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(world, "town", ManualTime.Noon);
        var changes = Changes(world, 50);
        var update = new RawDataUpdate(database.Source);

        Assert.NotNull(await update.ApplyAsync(changes, 7, ManualTime.Noon));
        Assert.Null(await update.ApplyAsync(changes, 7, ManualTime.Noon));
        Assert.Null(await update.ApplyAsync(changes, 6, ManualTime.Noon));
        Assert.NotNull(await update.ApplyAsync(changes));

        await AssertFreshAsync(database, world);
        Assert.Equal((7L, ManualTime.Noon), ((await update.PositionAsync())!.Sequence, (await update.PositionAsync())!.Time));
    }

    [Fact]
    public async Task Update_KilledInTheMiddle_LeavesNothingBehind_AndGoesThroughTheNextTime()
    {
        var world = new EditedWorld(6);
        world.LoadTown();
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(world, "town", ManualTime.Noon);
        var before = await RowsAsync(database);
        var changes = Changes(world, 200);
        var update = new RawDataUpdate(database.Source);

        // The last step of an update waits for this lock; by then all rows are written.
        await using (var blocker = await database.Source.OpenConnectionAsync())
        {
            await using var hold = blocker.CreateCommand();
            hold.CommandText = "begin; lock table raw_data.import in share mode";
            await hold.ExecuteNonQueryAsync();
            var applying = Task.Run(async () => await update.ApplyAsync(changes, 1));
            const string Waiting = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
            while (await database.ScalarAsync<long>($"select count(*) from ({Waiting}) as waiting") == 0)
            {
                await Task.Delay(20);
            }

            await database.RunAsync($"select pg_terminate_backend(pid) from ({Waiting}) as waiting");
            await Assert.ThrowsAsync<StoreException>(() => applying);
        }

        Assert.Equal(before, await RowsAsync(database));
        database.Source.Clear(); // One that waits there is dead.
        Assert.NotNull(await update.ApplyAsync(changes, 1));
        await AssertFreshAsync(database, world);
    }

    [Fact]
    public async Task Update_WhereItCannotBe_SaysWhatToDo()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var update = new RawDataUpdate(database.Source);

        Assert.Null(await update.PositionAsync());
        Assert.Contains("import a file first", (await Assert.ThrowsAsync<StoreException>(async () => await update.ApplyAsync(new()))).Message, StringComparison.Ordinal);

        var world = new EditedWorld(5);
        world.LoadTown();
        await new RawDataImport(database.Source).RunAsync(world, "town", ManualTime.Noon, new() { Updatable = false });
        Assert.Contains("as updatable", (await Assert.ThrowsAsync<StoreException>(async () => await update.ApplyAsync(new()))).Message, StringComparison.Ordinal);
    }

    private static ChangedObjects Changes(EditedWorld world, int edits)
    {
        var changes = new ChangedObjects();
        foreach (var (action, block) in world.Edit(edits))
        {
            changes.Take(action, block);
        }

        return changes;
    }

    private static async Task ApplyAsync(ScratchDatabase database, EditedWorld world, int edits, long sequence) =>
        Assert.NotNull(await new RawDataUpdate(database.Source).ApplyAsync(Changes(world, edits), sequence));

    private static async Task AssertFreshAsync(ScratchDatabase updated, Extraction.Blocks.IOsmSource world, int atLeast = 100)
    {
        await using var fresh = await ScratchDatabase.CreateAsync();
        await new RawDataImport(fresh.Source).RunAsync(world, "fresh", ManualTime.Noon, new() { TagIndexes = false });
        var (expected, found) = (await RowsAsync(fresh), await RowsAsync(updated));
        Assert.True(expected.Count >= atLeast);
        Assert.Empty(expected.Except(found).Take(3).Select(row => $"missing: {row}"));
        Assert.Empty(found.Except(expected).Take(3).Select(row => $"too much: {row}"));
        Assert.Equal(expected.Count, found.Count);
        Assert.Equal(await fresh.ScalarAsync<long>("select features from raw_data.import"), await updated.ScalarAsync<long>("select features from raw_data.import"));
    }

    private static async Task<List<string>> RowsAsync(ScratchDatabase database)
    {
        var rows = new List<string>();
        foreach (var table in Tables)
        {
#pragma warning disable CA2100 // The names are above.
            await using var command = database.Source.CreateCommand($"select '{table} ' || t::text from raw_data.{table} t order by 1");
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }
        }

        return rows;
    }
}
