using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Edits;
using OsmTasking.Sqlite;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>An item is fixed when its edit is in OSM: not before, and whoever holds it by then.</summary>
public sealed class EditedItemsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmtasking-edited-");

    [Theory]
    [InlineData(null, null, ItemStatus.Fixed, 7L)]
    [InlineData(7L, null, ItemStatus.Fixed, 7L)]
    [InlineData(8L, null, ItemStatus.Fixed, 7L)] // Another has it by now; OSM has the edit all the same.
    [InlineData(8L, ItemStatus.NotError, ItemStatus.NotError, 8L)] // Another has said otherwise.
    public async Task Complete_FixesOpenItems_Once(long? holder, ItemStatus? verdict, ItemStatus status, long by)
    {
        using var database = new SqliteDatabase(Path.Combine(_folder.FullName, "items.db"));
        await new SqliteSchema(database).MigrateAsync();
        var (items, time) = (new SqliteItemStore(database), new ManualTime());
        var workflow = new ItemWorkflow(items, time);
        var project = (await new SqliteItemProjectStore(database).CreateAsync(new ItemProject(0, Guid.NewGuid(), "Faults", 7) { Created = ManualTime.Noon, Updated = ManualTime.Noon }))!;
        var item = (await items.CreateAsync(new Item(new ItemId(project.Id, 0), "a-1", new ItemPin(9.5, 47.1), new ItemContent("Mend it")) { CreatedBy = 7, Created = ManualTime.Noon, Updated = ManualTime.Noon }))!;
        if (holder is { } mapper)
        {
            await workflow.ExecuteAsync(ItemRequest.For(project.Id, "a-1", new ItemCommand.Claim(mapper)), TimeSpan.FromMinutes(15));
        }

        if (verdict is { } said)
        {
            await workflow.ExecuteAsync(ItemRequest.For(project.Id, "a-1", new ItemCommand.Finish(holder!.Value, said)), TimeSpan.FromMinutes(15));
        }

        var edit = EditSamples.Fix(1, 1, "name", "x", item: item.Id.Number) with { ProjectId = project.Id };
        var before = (await items.HistoryAsync(project.Id, item.Id.Number, long.MaxValue, 100)).Count;
        await new EditedItems(items, workflow).CompleteAsync(edit);
        await new EditedItems(items, workflow).CompleteAsync(edit);
        await new EditedItems(items, workflow).CompleteAsync(edit with { Item = 999 });
        await new EditedItems(items, workflow).CompleteAsync(edit with { Item = null });

        var now = (await items.FindAsync(item.Id))!;
        Assert.Equal((status, by), (now.Status, now.FinishedBy));
        Assert.Equal(verdict is null ? 1 : 0, (await items.HistoryAsync(project.Id, item.Id.Number, long.MaxValue, 100)).Count - before);
    }

    [Fact]
    public void AddOsmEdits_WiresTheSender_AndChecksItsOptions()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOsmTasking().UseSqlite(Path.Combine(_folder.FullName, "edits.db")).AddOsmEdits(new Uri("https://osm.test/"), options => options.MostElements = 50).AddOsmEdits(new Uri("https://osm.test/"));
        services.AddSingleton<IEditTokens, EditTokens>();
        using var provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<EditSender>());
        Assert.IsType<EditedItems>(provider.GetRequiredService<IEditedItems>());
        Assert.Equal(50, provider.GetRequiredService<EditOptions>().MostElements);
        Assert.Single(provider.GetServices<IHostedService>(), service => service is EditWorker);

        services.Configure<EditOptions>(options => options.MostElements = 0);
        using var wrong = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => wrong.GetRequiredService<EditOptions>());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
