using OsmTasking.TestKit.Stores;

namespace OsmTasking.Sqlite.Tests;

/// <summary>A SQLite file in a folder of its own, gone after the test.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-sqlite-").FullName;

    internal string File => Path.Combine(_folder, "Ж store's.db");

    /// <summary>Opens stores on a new, empty file that goes with them.</summary>
    internal static ValueTask<StoreSet> NewAsync()
    {
        var temp = new TempStore();
        var stores = temp.Open();
        return ValueTask.FromResult(stores with
        {
            CleanUp = async () =>
            {
                await stores.DisposeAsync();
                temp.Dispose();
            },
        });
    }

    /// <summary>Opens the file and makes its tables.</summary>
    internal static async ValueTask<StoreSet> OpenAsync(TempStore temp)
    {
        var stores = temp.Open();
        await stores.Schema.MigrateAsync();
        return stores;
    }

    /// <summary>Opens the file once more, as another process would: nothing is shared but the file.</summary>
    internal StoreSet Open() => Open(File);

    internal static StoreSet Open(string file)
    {
        var database = new SqliteDatabase(file);
        return new StoreSet(new SqliteTaskStore(database), new SqliteProjectStore(database), new SqliteMapperStore(database), new SqliteSchema(database), () =>
        {
            database.Dispose();
            return ValueTask.CompletedTask;
        })
        {
            Jobs = new SqliteJobStore(database, TimeProvider.System),
            Edits = new SqliteEditStore(database, TimeProvider.System),
            Outbox = new SqliteOutbox(database),
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
