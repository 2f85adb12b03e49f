using OsmTasking.TestKit.Stores;

namespace OsmTasking.Sqlite.Tests;

public sealed class SqliteTaskStoreTests : TaskStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteProjectStoreTests : ProjectStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteMapperStoreTests : MapperStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteTaskRaceTests : TaskRaceContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteItemStoreTests : ItemStoreContract
{
    protected override ValueTask<ItemStores> OpenAsync() => SqliteItems.OpenAsync();
}

public sealed class SqliteItemRaceTests : ItemRaceContract
{
    protected override ValueTask<ItemStores> OpenAsync() => SqliteItems.OpenAsync();
}

internal static class SqliteItems
{
    internal static ValueTask<ItemStores> OpenAsync()
    {
        var temp = new TempStore();
        var database = new SqliteDatabase(temp.File);
        return ValueTask.FromResult(new ItemStores(
            new SqliteItemStore(database), new SqliteItemProjectStore(database), new SqliteItemNoteStore(database), new SqliteSchema(database), () =>
            {
                database.Dispose();
                temp.Dispose();
                return ValueTask.CompletedTask;
            }));
    }
}

public sealed class SqliteJobStoreTests : JobStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteOutboxTests : OutboxContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}
