using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;

namespace OsmTasking.Sqlite;

/// <summary>The tables of a SQLite file: numbered migrations, of which the file knows how many it has (<c>user_version</c>).</summary>
/// <param name="database">The file.</param>
/// <param name="logger">Told when the SQLite library that serves is the old one of the package.</param>
public sealed partial class SqliteSchema(SqliteDatabase database, ILogger<SqliteSchema>? logger = null) : IStoreSchema
{
    private readonly ILogger _logger = logger ?? NullLogger<SqliteSchema>.Instance;
    private static readonly string[] Names = [.. SqliteDatabase.Migrations.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];

    /// <inheritdoc/>
    public int Required => Names.Length;

    /// <inheritdoc/>
    public ValueTask<int> CurrentAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync("Reading the schema version", Current, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(IProgress<string>? applied = null, CancellationToken cancellationToken = default)
    {
        if (SqliteLibrary.IsBundled)
        {
            BundledLibrary(_logger, SqliteLibrary.Version());
        }

        if (await CurrentAsync(cancellationToken).ConfigureAwait(false) is var found && found > Required)
        {
            throw new StoreException($"{database.Path} was made by a newer program: its schema is version {found}, this program knows {Required}.");
        }

        for (var number = 1; number <= Names.Length; number++)
        {
            var (version, name) = (number, Names[number - 1]);
            var done = await database.WriteAsync(name, connection => Apply(connection, version, name), cancellationToken).ConfigureAwait(false);
            if (done)
            {
                applied?.Report(name);
            }
        }
    }

    private static (bool Done, bool Commit) Apply(SqliteConnection connection, int version, string name)
    {
        if (Current(connection) >= version)
        {
            return (false, false);
        }

        using var stream = SqliteDatabase.Migrations.GetManifestResourceStream(name)!;
        using var script = new StreamReader(stream, Encoding.UTF8);
        connection.CreateFunction<string, string>("fold_name", SqliteMapperStore.Key, isDeterministic: true);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A migration shipped inside this assembly, and a number counted here.
        command.CommandText = $"{script.ReadToEnd()};\npragma user_version = {version}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return (true, true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system has no SQLite library that serves (libsqlite3.so.0, 3.35 or newer): using the bundled {Version}.")]
    private static partial void BundledLibrary(ILogger logger, string version);

    private static int Current(SqliteConnection connection) => (int)(connection.Scalar("pragma user_version") ?? 0);
}
