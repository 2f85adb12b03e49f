using OsmTasking.Core.Items;
using OsmTasking.Core.Items.Imports;
using OsmTasking.Core.People;
using OsmTasking.Extraction.Checks;
using OsmTasking.Sqlite;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Commands;

/// <summary>Findings become items, and a run on newer data brings the items up to date.</summary>
public sealed class CheckProjectTests : IDisposable
{
    private const string Head = """<osm version="0.6"><node id="1" lon="1" lat="1"/><node id="2" lon="1" lat="1"/><node id="3" lon="2" lat="1"/>""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-");

    [Fact]
    public async Task Check_IntoAProject_KeepsItemsByKey()
    {
        var file = Path.Combine(_directory.FullName, "tasks.db");
        using var database = new SqliteDatabase(file);
        await new SqliteSchema(database).MigrateAsync();
        var items = new SqliteItemStore(database);
        await new SqliteMapperStore(database).SaveAsync(new Mapper(7, "ada", MapperRole.Mapper, 1, ManualTime.Noon));
        var project = (await new SqliteItemProjectStore(database).CreateAsync(new ItemProject(0, Guid.NewGuid(), "Malta's faults", 7) { Created = ManualTime.Noon, Updated = ManualTime.Noon }))!;
        File.WriteAllText(Path.Combine(_directory.FullName, "data.osm"), Head + """<way id="7"><nd ref="1"/><nd ref="3"/></way></osm>""");

        var (exit, told, fault) = await RunAsync("check", "data.osm", "--project", $"{project.Id}", "--database", file, "-o", "items.geojson");
        Assert.True(exit == 0, fault);
        Assert.Contains("Malta's faults: 2 new items, 0 known", told, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory.FullName, "items.geojson")));

        (_, told, _) = await RunAsync("check", "data.osm", "--project", project.Key.ToString(), "--database", file);
        Assert.Contains("0 new items, 2 known, 0 open again, 0 already fixed", told, StringComparison.Ordinal);

        // Somebody says that both are fixed; the way has a tag by now, the nodes are as they were.
        var workflow = new ItemWorkflow(items, TimeProvider.System);
        foreach (var item in await items.ListAsync(new ItemQuery(project.Id) { Now = ManualTime.Noon }))
        {
            await workflow.ExecuteAsync(ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Finish(7, ItemStatus.Fixed) { Force = true }), TimeSpan.FromMinutes(15));
        }

        File.WriteAllText(Path.Combine(_directory.FullName, "data.osm"), Head + """<node id="4" lon="9" lat="9"><tag k="name" v="x"/></node><way id="7"><nd ref="1"/><nd ref="3"/><tag k="highway" v="path"/></way></osm>""");
        (_, told, _) = await RunAsync("check", "data.osm", "--project", $"{project.Id}", "--database", file);
        Assert.Contains("1 new items, 1 known, 1 open again, 0 already fixed", told, StringComparison.Ordinal);
        var statuses = (await items.ListAsync(new ItemQuery(project.Id) { Now = ManualTime.Noon })).ToDictionary(item => item.ExternalId, item => item.Status);
        Assert.Equal(ItemStatus.Open, statuses["duplicate-nodes-node-1-node-2"]);
        Assert.Equal(ItemStatus.Fixed, statuses["untagged-way-way-7"]);

        File.WriteAllText(Path.Combine(_directory.FullName, "data.osm"), "<osm version=\"0.6\"></osm>");
        (_, told, _) = await RunAsync("check", "data.osm", "--project", $"{project.Id}", "--database", file);
        Assert.Contains("0 new items, 0 known, 0 open again, 2 already fixed", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_IntoNoProject_SaysSo()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "data.osm"), Head + "</osm>");

        var (exit, _, fault) = await RunAsync("check", "data.osm", "--project", "99", "--database", Path.Combine(_directory.FullName, "tasks.db"));

        Assert.Equal((1, "osmtasking: --project 99: there is no such item project."), (exit, fault.Trim()));
    }

    [Fact]
    public async Task Check_OfABrokenFile_ChangesNothing()
    {
        var file = Path.Combine(_directory.FullName, "tasks.db");
        using var database = new SqliteDatabase(file);
        await new SqliteSchema(database).MigrateAsync();
        await new SqliteMapperStore(database).SaveAsync(new Mapper(7, "ada", MapperRole.Mapper, 1, ManualTime.Noon));
        var project = (await new SqliteItemProjectStore(database).CreateAsync(new ItemProject(0, Guid.NewGuid(), "Faults", 7) { Created = ManualTime.Noon, Updated = ManualTime.Noon }))!;
        File.WriteAllText(Path.Combine(_directory.FullName, "data.osm"), Head + """<way id="7"><nd ref="1"/><nd ref="3"/></way><relation id="oops"/></osm>""");

        var (exit, _, fault) = await RunAsync("check", "data.osm", "--project", $"{project.Id}", "--database", file);

        Assert.Equal(1, exit);
        Assert.Single(fault.Trim().Split('\n'));
        Assert.Equal(0, await new SqliteItemStore(database).CountAsync(project.Id));
    }

    // What the checks write is what an upload reads.
    [Fact]
    public async Task Items_OfTheWriter_AreReadByTheImport()
    {
        using var stream = new MemoryStream();
        using (var writer = new FindingWriter(stream, collection: true))
        {
            writer.Write(new Finding(CheckKind.DuplicateNodes, new(OsmTasking.Extraction.Blocks.OsmKind.Node, -5), 9.5, 47.1, "Two \"nodes\"") { Other = new(OsmTasking.Extraction.Blocks.OsmKind.Node, 6) });
            writer.Complete();
        }

        stream.Position = 0;
        var file = new ItemFile(stream, ItemFormat.GeoJson);
        var drafts = new List<ItemDraft>();
        await foreach (var read in file.ReadAsync())
        {
            drafts.Add(read);
        }

        Assert.Empty(file.Faults);
        var draft = Assert.Single(drafts);
        Assert.Equal(("duplicate-nodes-node--5-node-6", new ItemPin(9.5, 47.1), "Two \"nodes\""), (draft.ExternalId, draft.Pin, draft.Instructions));
        using var features = System.Text.Json.JsonDocument.Parse(draft.Features!);
        Assert.Empty(FeatureRules.Check(features.RootElement));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => HostProcess.RunAsync(_directory.FullName, arguments);
}
