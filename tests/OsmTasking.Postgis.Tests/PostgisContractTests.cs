using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

public sealed class PostgisTaskStoreTests : TaskStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisTaskRaceTests : TaskRaceContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisProjectStoreTests : ProjectStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisMapperStoreTests : MapperStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisItemStoreTests : ItemStoreContract
{
    protected override ValueTask<ItemStores> OpenAsync() => PostgisStores.OpenItemsAsync();
}

public sealed class PostgisItemRaceTests : ItemRaceContract
{
    protected override ValueTask<ItemStores> OpenAsync() => PostgisStores.OpenItemsAsync();
}

public sealed class PostgisJobStoreTests : JobStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisOutboxTests : OutboxContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisEditStoreTests : EditStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

internal static class PostgisStores
{
    internal static async ValueTask<StoreSet> OpenAsync(string? name = null)
    {
        var database = await ScratchDatabase.CreateAsync(name);
        var source = database.Source;
        return new StoreSet(new PostgisTaskStore(source), new PostgisProjectStore(source), new PostgisMapperStore(source), new PostgisSchema(source), database.DisposeAsync)
        {
            Jobs = new PostgisJobStore(source),
            Edits = new PostgisEditStore(source),
            Outbox = new PostgisOutbox(source),
        };
    }

    internal static async ValueTask<ItemStores> OpenItemsAsync() => Items(await ScratchDatabase.CreateAsync());

    internal static ItemStores Items(ScratchDatabase database)
    {
        var source = database.Source;
        return new ItemStores(new PostgisItemStore(source), new PostgisItemProjectStore(source), new PostgisItemNoteStore(source), new PostgisSchema(source), database.DisposeAsync);
    }
}
