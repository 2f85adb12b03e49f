using System.Text;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Hosting;

namespace OsmTasking.Sqlite;

/// <summary>The tables of a SQLite file: numbered migrations, of which the file knows how many it has (<c>user_version</c>).</summary>
public sealed class SqliteSchema(SqliteDatabase database) : IStoreSchema
{
    private static readonly string[] Names = [.. SqliteDatabase.Migrations.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];

    /// <inheritdoc/>
    public int Required => Names.Length;

    /// <inheritdoc/>
    public ValueTask<int> CurrentAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync("Reading the schema version", Current, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(IProgress<string>? applied = null, CancellationToken cancellationToken = default)
    {
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
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A migration shipped inside this assembly, and a number counted here.
        command.CommandText = $"{script.ReadToEnd()};\npragma user_version = {version}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return (true, true);
    }

    private static int Current(SqliteConnection connection) => (int)(connection.Scalar("pragma user_version") ?? 0);
}
