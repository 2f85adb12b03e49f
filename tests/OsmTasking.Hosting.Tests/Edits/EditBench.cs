using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core.Edits;
using OsmTasking.Hosting.Edits;
using OsmTasking.Sqlite;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>A store, an OSM server, items, and workers that send.</summary>
internal sealed class EditBench : IAsyncDisposable
{
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-edits-").FullName;
    private readonly SqliteDatabase _database;

    private EditBench()
    {
        _database = new SqliteDatabase(Path.Combine(_folder, "edits.db"));
        Store = new SqliteEditStore(_database, Time);
    }

    internal ManualTime Time { get; } = new();

    internal FakeOsmApi Server { get; } = new();

    internal FakeOsmData Osm => Server.Data;

    internal SqliteEditStore Store { get; }

    internal EditedItems Items { get; } = new();

    internal EditTokens Tokens { get; } = new();

    internal EditOptions Options { get; } = new() { Lease = Lease, Server = "https://tasks.example.org/" };

    internal static async Task<EditBench> NewAsync()
    {
        var bench = new EditBench();
        await new SqliteSchema(bench._database).MigrateAsync();
        for (var id = 1; id <= 40; id++)
        {
            bench.Osm.Put(EditSamples.Node(id, 0, 9.5 + (id * 1e-4), 47.1, ("amenity", "bench")));
        }

        return bench;
    }

    internal EditSender Sender(Killer? killer = null)
    {
#pragma warning disable CA2000 // The handler outlives its clients.
        IOsmApi api = new OsmApiClient(new HttpClient(Server, disposeHandler: false) { BaseAddress = new Uri("https://osm.test/"), Timeout = TimeSpan.FromSeconds(20) });
#pragma warning restore CA2000
        return new(killer is null ? Store : new KilledStore(Store, killer), killer is null ? api : new KilledApi(api, killer), Tokens, killer is null ? Items : new KilledItems(Items, killer), Options, NullLogger<EditSender>.Instance);
    }

    /// <summary>Sends until nobody has a turn, jumping over pauses.</summary>
    internal async Task SendAllAsync(EditSender? sender = null, int most = 60)
    {
        sender ??= Sender();
        for (var turn = 0; turn < most; turn++)
        {
            if (!await sender.RunOnceAsync())
            {
                Time.Advance(TimeSpan.FromHours(1));
                if (!await sender.RunOnceAsync())
                {
                    return;
                }
            }
        }

        Assert.Fail($"there is still work after {most} turns: {string.Join(", ", Server.Log.TakeLast(8))}");
    }

    internal async Task<Edit> FindAsync(Edit edit) => (await Store.FindAsync(edit.Id))!;

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Counts completions by edit.</summary>
internal sealed class EditedItems : IEditedItems
{
    internal Dictionary<Guid, int> Completed { get; } = [];

    internal int Failures { get; set; }

    public ValueTask CompleteAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        if (Failures-- > 0)
        {
            throw new Core.StoreException("The items are away.", isTransient: true);
        }

        Completed[edit.Id] = Completed.GetValueOrDefault(edit.Id) + 1;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Every mapper has a token, unless they signed out.</summary>
internal sealed class EditTokens : IEditTokens
{
    internal HashSet<long> SignedOut { get; } = [];

    public ValueTask<string?> FindAsync(long mapperId, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SignedOut.Contains(mapperId) ? null : $"token-{mapperId}");
}
