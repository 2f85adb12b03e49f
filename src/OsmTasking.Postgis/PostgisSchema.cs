using Npgsql;
using OsmTasking.Core.Hosting;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>The tables in PostgreSQL: numbered migrations, of which the database knows how many it has.</summary>
public sealed class PostgisSchema(NpgsqlDataSource source) : IStoreSchema
{
    private static readonly string[] Names = [.. typeof(PostgisSchema).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];

    /// <inheritdoc/>
    public int Required => Names.Length;

    /// <inheritdoc/>
    public async ValueTask<int> CurrentAsync(CancellationToken cancellationToken = default)
    {
        var exists = (await source.QueryAsync("Looking for the schema", SchemaSql.Exists, row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
        return !exists ? 0 : (await source.QueryAsync("Reading the schema version", SchemaSql.Current, row => row.GetInt32(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(IProgress<string>? applied = null, CancellationToken cancellationToken = default)
    {
        for (var number = 1; number <= Names.Length; number++)
        {
            if (await CurrentAsync(cancellationToken).ConfigureAwait(false) < number && await ApplyAsync(number, cancellationToken).ConfigureAwait(false))
            {
                applied?.Report(Names[number - 1]);
            }
        }
    }

    internal static string Script(string name)
    {
        using var stream = typeof(PostgisSchema).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private async ValueTask<bool> ApplyAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            await RunAsync(connection, Command(SchemaSql.OneAtATime), cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Command(SchemaSql.Prepare), cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Command(SchemaSql.PrepareVersion), cancellationToken).ConfigureAwait(false);
            if (await RunAsync(connection, Command(SchemaSql.Claim, P(number)), cancellationToken).ConfigureAwait(false) == 0)
            {
                return false; // Another host was first.
            }

            var script = connection.CreateCommand();
            await using var scriptDisposal = script.ConfigureAwait(false);
#pragma warning disable CA2100 // A migration shipped inside this assembly.
            script.CommandText = Script(Names[number - 1]);
#pragma warning restore CA2100
            await script.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException fault)
        {
            throw Failure(Names[number - 1], fault);
        }
    }

    private static async ValueTask<int> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var disposal = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
