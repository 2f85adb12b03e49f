using NetTopologySuite.Geometries;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.RawData;
using OsmTasking.TestKit;

namespace OsmTasking.Postgis.Tests;

public sealed class RawDataImportTests
{
    [Fact]
    public async Task Import_OfHostileText_KeepsItAndSaysWhatHadNoGeometry()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var store = new PostgisFeatureStore(database.Source);

        Assert.Null(await store.InfoAsync());
        var summary = await store.ImportAsync(new Hostile(), "hostile", ManualTime.Noon);

        Assert.Equal((3, 1), (summary.TotalRows, summary.TotalProblems));
        Assert.Equal(new("hostile", ManualTime.Noon, 3), await store.InfoAsync());
        var found = new List<Extraction.Features.StoredFeature>();
        await foreach (var feature in store.QueryAsync(new GeometryFactory().ToGeometry(new Envelope(-1, 3, -1, 3))))
        {
            found.Add(feature);
        }

        var node = found.Single(feature => feature.Kind == OsmKind.Node);
        Assert.Equal(Hostile.Text.Replace('\0', '\uFFFD'), node.Tags[Hostile.Text.Replace('\0', '\uFFFD')]);
        Assert.Equal("x", node.Tags["@id"]);
        Assert.Equal("a\uFFFDb", node.User);
        Assert.Equal(["Point", "Polygon", "GeometryCollection"], found.OrderBy(feature => feature.Kind).Select(feature => feature.Shape.GeometryType));
        Assert.Equal("W 8 TooFewPositions", await database.ScalarAsync<string>("select osm_type || ' ' || osm_id || ' ' || reason from raw_data.problems where dropped"));
    }

    [Theory]
    [InlineData(OsmKinds.All, true, 21)]
    [InlineData(OsmKinds.All, false, 12)]
    [InlineData(OsmKinds.Nodes, true, 21)]
    public async Task Import_OfAnyKinds_IndexesEveryTable(OsmKinds kinds, bool updatable, int statements)
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var told = new System.Collections.Concurrent.ConcurrentQueue<ImportStage>();
        var options = new RawDataOptions { Updatable = updatable, TagIndexes = updatable, Extract = new RawDataOptions().Extract with { Kinds = kinds } };

        await new RawDataImport(database.Source).RunAsync(new Hostile(), "kinds", ManualTime.Noon, options, stage: new Told(told));

        const string Feature = "nodes ways_line ways_poly relations";
        Assert.Equal(Feature.Split(' ').Order(), (await IndexedAsync("using gist")).Split(' '));
        Assert.Equal(Feature.Split(' ').Order(), (await IndexedAsync("unique index%(osm_id)")).Split(' '));
        Assert.Equal(updatable ? Feature.Split(' ').Order() : [""], (await IndexedAsync("using gin")).Split(' '));
        Assert.Equal(updatable ? "locations members problems unbuilt watched" : "", await IndexedAsync("(page)", "(member_id)", "problems using btree (osm_id)", "unbuilt using btree (osm_id)", "(node_id)"));
        Assert.Equal(updatable ? 5 : 4, await database.ScalarAsync<long>("select count(*) from pg_constraint where contype = 'p' and connamespace = 'raw_data'::regnamespace"));
        Assert.Equal(4, await database.ScalarAsync<long>("select count(*) from pg_stat_user_tables where schemaname = 'raw_data' and analyze_count > 0"));
        Assert.Equal(Enumerable.Range(1, statements), told.Select(stage => stage.Done).Order());
        Assert.All(told, stage => Assert.Equal(statements, stage.Total));

        async Task<string> IndexedAsync(params string[] parts) => await database.ScalarAsync<string>(
            $"select coalesce(string_agg(distinct tablename, ' ' order by tablename), '') from pg_indexes where schemaname = 'raw_data' and ({string.Join(" or ", parts.Select(part => $"indexdef ilike '%{part}%'"))})");
    }

    private sealed class Told(System.Collections.Concurrent.ConcurrentQueue<ImportStage> stages) : IProgress<ImportStage>
    {
        public void Report(ImportStage value) => stages.Enqueue(value);
    }

    [Fact]
    public async Task Import_ThatFails_LeavesTheOldDataAndNoTrace()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var store = new PostgisFeatureStore(database.Source);
        await store.ImportAsync(new Hostile(), "first", ManualTime.Noon);

        await Assert.ThrowsAsync<OsmFormatException>(async () => await store.ImportAsync(new Hostile(fails: true), "second", ManualTime.Noon));

        Assert.Equal("first", (await store.InfoAsync())!.Source);

        // What it left is cleared away by the next one.
        await store.ImportAsync(new Hostile(), "third", ManualTime.Noon);
        Assert.Equal("third", (await store.InfoAsync())!.Source);
        Assert.False(await database.ScalarAsync<bool>("select exists (select from pg_namespace where nspname = 'raw_data_next')"));
    }

    [Fact]
    public async Task Import_WhileAnotherRuns_IsRefused()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        using var running = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var first = Task.Run(async () => await new RawDataImport(database.Source).RunAsync(new Hostile(() =>
        {
            // It reads before the database is ready.
            SpinWait.SpinUntil(() => database.ScalarAsync<bool>("select exists (select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))").Result);
            running.Set();
            go.Wait(CancellationToken.None);
        }), "first", ManualTime.Noon));
        running.Wait(TestContext.Current.CancellationToken);
        var endless = new Endless();

        var fault = await Assert.ThrowsAsync<StoreException>(async () => await new RawDataImport(database.Source).RunAsync(endless, "second", ManualTime.Noon));

        Assert.True(fault.IsTransient);
        Assert.Contains("under way", fault.Message, StringComparison.Ordinal);
        Assert.True(endless.WasStopped);
        go.Set();
        Assert.Equal(3, (await first).TotalRows);
    }

    [Fact]
    public async Task Import_WhoseTablesCannotBeMade_FailsAndLeavesTheOldData()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        var store = new PostgisFeatureStore(database.Source);
        await store.ImportAsync(new Hostile(), "first", ManualTime.Noon);
        var blocked = false;

        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.ImportAsync(new Hostile(() =>
        {
            if (!blocked)
            {
                SpinWait.SpinUntil(() => database.ScalarAsync<bool>("select to_regclass('raw_data_next.import') is not null").Result);
                database.RunAsync("create table raw_data_next.members ()").Wait();
                blocked = true;
            }
        }), "second", ManualTime.Noon));

        Assert.Contains("members", fault.Message, StringComparison.Ordinal);
        Assert.Equal("first", (await store.InfoAsync())!.Source);
    }

    [Fact]
    public async Task Readers_DuringAnImport_SeeTheOldDataWhole()
    {
        await using var database = await ScratchDatabase.CreateAsync();
        await new RawDataImport(database.Source).RunAsync(new Hostile(), "old", ManualTime.Noon);
        long before = 0, during = 0;

        await new RawDataImport(database.Source).RunAsync(new Hostile(() =>
        {
            before = database.ScalarAsync<long>("select count(*) from raw_data.nodes").Result;
            during = database.ScalarAsync<long>("select count(*) from raw_data.ways_poly").Result;
        }), "new", ManualTime.Noon);

        Assert.Equal((1, 1), (before, during));
    }

    /// <summary>Has nothing, and does not end before it is told to.</summary>
    private sealed class Endless : IOsmSource
    {
        public long? LengthInBytes => null;

        internal bool WasStopped { get; private set; }

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        {
            WasStopped = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One of each kind with text that every layer below would like to read as its own.</summary>
    private sealed class Hostile(Action? during = null, bool fails = false) : IOsmSource
    {
        internal const string Text = "'; drop table x; -- \\ \" \t \n { } \0 $1 \u001f 漢 \U0001F5FA";

        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        {
            var block = new OsmBlock();
            int Add(string text) => block.AddString(System.Text.Encoding.UTF8.GetBytes(text));
            var info = new OsmInfo(3, 1_700_000_000, 99, 5_000_000_000, Add("a\0b"), true);
            block.Add(new OsmNode(1, 0, 0, block.AddTags([new OsmTag(Add(Text), Add(Text)), new OsmTag(Add("@id"), Add("x"))]), info));
            foreach (var (id, longitude, latitude) in ((long, int, int)[])[(2, 20_000_000, 0), (3, 20_000_000, 20_000_000), (4, 0, 20_000_000)])
            {
                block.Add(new OsmNode(id, longitude, latitude, default, default(OsmInfo) with { Visible = true }));
            }

            var plain = default(OsmInfo) with { Visible = true };
            block.Add(new OsmWay(7, block.AddRefs([1, 2, 3, 4, 1]), block.AddTags([new OsmTag(Add("k"), Add("v"))]), plain));
            block.Add(new OsmWay(8, block.AddRefs([1]), block.AddTags([new OsmTag(Add("k"), Add("v"))]), plain));
            block.Add(new OsmRelation(9, block.AddMembers([new OsmMember(OsmKind.Node, 1, 0), new OsmMember(OsmKind.Way, 7, 0)]), block.AddTags([new OsmTag(Add("type"), Add("site")), new OsmTag(Add("k"), Add("v"))]), plain));
            visit(block);
            during?.Invoke();
            if (fails && kinds.HasFlag(OsmKinds.Ways))
            {
                throw new OsmFormatException("cut off");
            }
        }
    }
}
