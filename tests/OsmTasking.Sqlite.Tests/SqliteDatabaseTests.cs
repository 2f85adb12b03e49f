using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Features;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Open_EveryConnection_SyncsEachCommitAndChecksForeignKeys()
    {
        using var database = new SqliteDatabase(_temp.File);
        for (var round = 0; round < 3; round++)
        {
            using var connection = database.Open();
            Assert.Equal("wal", connection.Query(row => row.GetString(0), "pragma journal_mode")[0]);
            Assert.Equal(2, connection.Scalar("pragma synchronous")); // FULL
            Assert.Equal(1, connection.Scalar("pragma foreign_keys"));
            Assert.Equal(5000, connection.Scalar("pragma busy_timeout"));
        }
    }

    [Fact]
    public async Task Migrate_EightAtOnceOnAnEmptyFile_AppliesEachMigrationOnce()
    {
        var applied = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var stores = _temp.Open();
            await stores.Schema.MigrateAsync(new Recorder(applied));
        })));

        await using var after = _temp.Open();
        Assert.Equal(after.Schema.Required, await after.Schema.CurrentAsync());
        Assert.Equal(after.Schema.Required, applied.Count);
        Assert.Equal(applied.Count, applied.Distinct().Count());
    }

    [Fact]
    public async Task Migrate_FileWithMappersOfTheFirstVersion_FoldsTheirNames()
    {
        using (var database = new SqliteDatabase(_temp.File))
        using (var connection = database.Open())
        using (var script = new StreamReader(typeof(SqliteDatabase).Assembly.GetManifestResourceStream("0001_tasking.sql")!))
        {
            connection.Execute(await script.ReadToEndAsync() + "; insert into mapper values (5, 'жук', 0, 1, 0, null); pragma user_version = 1");
        }

        await using var stores = _temp.Open();
        Assert.Equal(1, await stores.Schema.CurrentAsync());
        await stores.Schema.MigrateAsync();

        Assert.Equal(5, (await stores.Mappers.FindByNameAsync("ЖУК"))?.Id);
    }

    [Fact]
    public async Task Migrate_WithTheBundledLibrary_WarnsAndOnlyThen()
    {
        var log = new Log();
        using var database = new SqliteDatabase(_temp.File);

        await new SqliteSchema(database, log).MigrateAsync();

        Assert.Equal(SqliteLibrary.IsBundled ? [LogLevel.Warning] : [], log.Levels);
        Assert.True(Version.Parse(SqliteLibrary.Version()) >= new Version(3, 35), SqliteLibrary.Version());
    }

    [Fact]
    public async Task Migrate_FileOfANewerProgram_IsRefused()
    {
        await using var stores = await TempStore.OpenAsync(_temp);
        using (var database = new SqliteDatabase(_temp.File))
        using (var connection = database.Open())
        {
            connection.Execute("pragma user_version = 9999");
        }

        var fault = await Assert.ThrowsAsync<StoreException>(async () => await stores.Schema.MigrateAsync());

        Assert.Contains("9999", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsTransient);
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabaseOrAFolder_IsAStoreExceptionThatNamesIt()
    {
        File.WriteAllText(_temp.File, new string('x', 5000));
        await using var stores = _temp.Open();
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await stores.Schema.MigrateAsync());
        Assert.Contains(_temp.File, fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsTransient);

        await using var folder = TempStore.Open(Path.GetDirectoryName(_temp.File)!);
        await Assert.ThrowsAsync<StoreException>(async () => await folder.Schema.CurrentAsync());
        Assert.Throws<StoreException>(() => new SqliteDatabase(Path.Combine(_temp.File, "below a file", "x.db")));
    }

    [Fact]
    public async Task Write_FullDisk_IsTransientAndWritesNothing()
    {
        await using var stores = await TempStore.OpenAsync(_temp);
        using var database = new SqliteDatabase(_temp.File);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await database.WriteAsync(
            "Filling",
            connection =>
            {
                connection.Execute("pragma max_page_count = 1");
                return (connection.Execute("insert into outbox (project_id, payload) select 1, zeroblob(1000000)"), true);
            },
            default));

        Assert.True(fault.IsTransient);
        Assert.Empty(await stores.Projects.ListAsync([ProjectStatus.Published]));
    }

    [Fact]
    public async Task Write_TokenAlreadyFired_IsCancelled()
    {
        await using var stores = await TempStore.OpenAsync(_temp);
        using var fired = new CancellationTokenSource();
        await fired.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stores.Tasks.WriteAsync(new TaskWrite(1, [], []), fired.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stores.Tasks.ReadAsync(1, null, fired.Token));
    }

    [Theory]
    [InlineData(TaskSql.Changes, 2)]
    [InlineData(TaskSql.History, 3)]
    [InlineData(TaskSql.HistoryOfTask, 4)]
    [InlineData(TaskSql.ReadAll, 1)]
    [InlineData(TaskSql.LastNumber, 1)]
    [InlineData(ProjectSql.Progress, 1)]
    public async Task Query_ThatIsAskedOften_ReadsFromAnIndex(string sql, int parameters)
    {
        await using var stores = await TempStore.OpenAsync(_temp);
        using var database = new SqliteDatabase(_temp.File);
        using var connection = database.Open();

        var plan = connection.Query(row => row.GetString(3).Replace("TABLE ", string.Empty, StringComparison.Ordinal), "explain query plan " + sql, [.. Enumerable.Repeat<object?>("1", parameters)]);

        // "SCAN json_each" and the like read the question, not the tables.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN task", StringComparison.Ordinal) || step.StartsWith("SCAN project", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.StartsWith("SEARCH task", StringComparison.Ordinal));
    }

    [Fact]
    public void UseSqlite_AfterOtherStores_ReplacesThem()
    {
        var builder = new Builder();
        builder.Services.AddSingleton<ITaskStore>(_ => throw new InvalidOperationException());

        builder.UseSqlite(_temp.File + ".other").UseSqlite(_temp.File);

        using var provider = builder.Services.BuildServiceProvider();
        Assert.IsType<SqliteTaskStore>(Assert.Single(provider.GetServices<ITaskStore>()));
        Assert.IsType<SqliteProjectStore>(provider.GetRequiredService<IProjectStore>());
        Assert.IsType<SqliteMapperStore>(provider.GetRequiredService<IMapperStore>());
        Assert.IsType<SqliteSchema>(provider.GetRequiredService<IStoreSchema>());
        Assert.IsType<SqliteFeatureStore>(provider.GetRequiredService<IFeatureStore>());
        Assert.Equal(_temp.File, provider.GetRequiredService<SqliteDatabase>().Path);
    }

    private sealed class Builder : IOsmTaskingBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }

    private sealed class Log : ILogger<SqliteSchema>
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Levels.Add(logLevel);
    }

    private sealed class Recorder(System.Collections.Concurrent.ConcurrentBag<string> into) : IProgress<string>
    {
        public void Report(string value) => into.Add(value);
    }
}
