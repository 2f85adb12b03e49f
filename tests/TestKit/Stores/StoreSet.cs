using OsmTasking.Core.Hosting;
using OsmTasking.Core.Jobs;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>An empty, migrated store of some engine, and what cleans it up.</summary>
public sealed record StoreSet(ITaskStore Tasks, IProjectStore Projects, IMapperStore Mappers, IStoreSchema Schema, Func<ValueTask> CleanUp) : IAsyncDisposable
{
    public IJobStore Jobs { get; init; } = null!;

    public IOutbox Outbox { get; init; } = null!;

    public Core.Edits.IEditStore Edits { get; init; } = null!;

    public ValueTask DisposeAsync() => CleanUp();
}

/// <summary>What every store contract begins with.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected StoreSet Stores { get; private set; } = null!;

    protected ITaskStore Tasks => Stores.Tasks;

    /// <summary>Gets an instant in whole microseconds, the finest that every engine keeps.</summary>
    protected static DateTimeOffset Now { get; } = ManualTime.Noon.AddTicks(1_234_560);

    public async ValueTask InitializeAsync()
    {
        Stores = await OpenAsync();
        await Stores.Schema.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Stores is not null)
        {
            await Stores.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens an empty store; the contract migrates it.</summary>
    protected abstract ValueTask<StoreSet> OpenAsync();

    /// <summary>Makes a project of so many tasks and returns its id.</summary>
    protected ValueTask<long> ProjectAsync(int tasks, ProjectKey? once = null) => Stores.Projects.CreateAsync(Samples.Project(), Samples.Tasks(tasks), once);
}
