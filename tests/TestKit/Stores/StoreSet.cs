using OsmTasking.Core.Hosting;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>The stores of one engine, over one set of data; disposing it gives up what it holds.</summary>
public sealed class StoreSet(ITaskStore tasks, IProjectStore projects, IMapperStore mappers, IStoreSchema schema, Func<ValueTask>? close = null) : IAsyncDisposable
{
    public ITaskStore Tasks { get; } = tasks;

    public IProjectStore Projects { get; } = projects;

    public IMapperStore Mappers { get; } = mappers;

    public IStoreSchema Schema { get; } = schema;

    public ValueTask DisposeAsync() => close?.Invoke() ?? ValueTask.CompletedTask;
}
