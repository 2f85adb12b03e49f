using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;

namespace OsmTasking.TestKit.Stores;

/// <summary>Empty item stores of some engine, and what cleans them up.</summary>
public sealed record ItemStores(IItemStore Items, IItemProjectStore Projects, IItemNoteStore Notes, IStoreSchema Schema, Func<ValueTask> CleanUp);

/// <summary>What every contract on items begins with.</summary>
public abstract class ItemContract : IAsyncLifetime
{
    private ItemStores? _stores;

    protected IItemStore Items => _stores!.Items;

    protected IItemProjectStore Projects => _stores!.Projects;

    protected IItemNoteStore Notes => _stores!.Notes;

    protected ManualTime Time { get; } = new();

    protected ItemWorkflow Workflow => new(Items, Time);

    protected static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(15);

    public async ValueTask InitializeAsync()
    {
        _stores = await OpenAsync();
        await _stores.Schema.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.CleanUp();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens empty stores; the contract migrates them.</summary>
    protected abstract ValueTask<ItemStores> OpenAsync();

    /// <summary>A project with items i-1, i-2, … in rows eastwards from the equator, 0.01° (1.1 km) apart and 10,000 a row.</summary>
    protected async Task<ItemProject> ProjectAsync(int items, ItemProjectSettings? settings = null, string? set = null)
    {
        var project = await Projects.CreateAsync(new ItemProject(0, Guid.NewGuid(), $"P {Guid.NewGuid()}", 1)
        {
            Settings = settings ?? new ItemProjectSettings(),
            QuadkeySet = set,
            Created = Time.GetUtcNow(),
            Updated = Time.GetUtcNow(),
        });
        Assert.NotNull(project);
        await ImportAsync(project, Row(items));
        return project;
    }

    protected ValueTask<ItemImportResult> ImportAsync(ItemProject project, IEnumerable<ItemDraft> drafts, Func<ItemImport, ItemImport>? adjust = null)
    {
        var import = new ItemImport(project.Id, 1, Time.GetUtcNow());
        return Items.ImportAsync(adjust?.Invoke(import) ?? import, drafts.ToAsyncEnumerable());
    }

    protected static IEnumerable<ItemDraft> Row(int items) =>
        Enumerable.Range(1, items).Select(number => new ItemDraft($"i-{number}", new ItemPin(number % 10_000 * 0.01, 0.0001 + (number / 10_000 * 0.01)), $"Look at {number} '); drop table item;--"));

    protected async Task<Item> FindAsync(ItemProject project, int number) => Assert.Single(await Items.FindAsync(project.Id, [$"i-{number}"]));

    protected async Task<Item> NextAsync(ItemProject project, long mapper, ItemPick? pick = null) =>
        Assert.Single(Assert.IsType<ItemOutcome.Done>(await Workflow.NextAsync(project, mapper, pick ?? new ItemPick.Random())).Items);

    protected async Task<ItemRefusalReason> RefusedNextAsync(ItemProject project, long mapper, ItemPick? pick = null) =>
        Assert.IsType<ItemOutcome.Refused>(await Workflow.NextAsync(project, mapper, pick ?? new ItemPick.Random())).Refusal.Reason;

    protected ValueTask<ItemOutcome> DoAsync(ItemProject project, int number, ItemCommand command, string? key = null) =>
        Workflow.ExecuteAsync(ItemRequest.For(project.Id, $"i-{number}", command) with { Key = key }, Lifetime);

    protected static Item Done(ItemOutcome outcome) => Assert.Single(Assert.IsType<ItemOutcome.Done>(outcome).Items);

    protected static ItemRefusalReason Refused(ItemOutcome outcome) => Assert.IsType<ItemOutcome.Refused>(outcome).Refusal.Reason;
}
