using OsmTasking.TestKit.Stores;

namespace OsmTasking.Sqlite.Tests;

public sealed class SqliteTaskStoreTests : TaskStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqliteTaskRaceTests : TaskRaceContract
{
    protected override ValueTask<StoreSet> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqliteProjectStoreTests : ProjectStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => SqliteStores.OpenAsync();
}

internal static class SqliteStores
{
    internal static ValueTask<StoreSet> OpenAsync()
    {
        var directory = Directory.CreateTempSubdirectory("osmtasking-");
        var database = new SqliteDatabase(Path.Combine(directory.FullName, "test.db"));
        return ValueTask.FromResult(new StoreSet(
            new SqliteTaskStore(database), new SqliteProjectStore(database), new SqliteMapperStore(database), new SqliteSchema(database), () =>
            {
                database.Dispose();
                directory.Delete(recursive: true);
                return ValueTask.CompletedTask;
            }));
    }
}
