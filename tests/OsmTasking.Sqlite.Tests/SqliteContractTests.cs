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

public sealed class SqliteJobStoreTests : JobStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteOutboxTests : OutboxContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}

public sealed class SqliteEditStoreTests : EditStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}
