using Npgsql;
using OsmTasking.Core;

namespace OsmTasking.Postgis;

/// <summary>Commands on a data source; whatever the server or the network does wrong becomes a <see cref="StoreException"/>.</summary>
internal static class PostgisConnection
{
    /// <summary>Another writer was first; raised by our functions alone.</summary>
    internal const string Conflict = "OT001";

    /// <summary>The idempotency key has an answer; raised by our functions alone.</summary>
    internal const string Repeated = "OT002";

    internal static async ValueTask<List<T>> QueryAsync<T>(
        this NpgsqlDataSource source, string what, string constant, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        try
        {
            var command = source.CreateCommand(constant);
            await using var disposal = command.ConfigureAwait(false);
            command.Parameters.AddRange(values);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var readerDisposal = reader.ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (NpgsqlException fault)
        {
            throw Failure(what, fault);
        }
    }

    internal static async ValueTask<int> ExecuteAsync(
        this NpgsqlDataSource source, string what, string constant, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        try
        {
            var command = source.CreateCommand(constant);
            await using var disposal = command.ConfigureAwait(false);
            command.Parameters.AddRange(values);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw Failure(what, fault);
        }
    }

    /// <summary>Reads on a connection of the caller, without a time limit; faults of the server stay what they are.</summary>
    internal static async Task EachAsync(
        this NpgsqlConnection connection, string constant, Action<NpgsqlDataReader> read, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        var command = Prepare(connection, constant, values);
        await using var disposal = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            read(reader);
        }
    }

    /// <summary>Runs a statement on a connection of the caller, without a time limit; returns how many rows it changed.</summary>
    internal static async Task<int> RunAsync(this NpgsqlConnection connection, string constant, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        var command = Prepare(connection, constant, values);
        await using var disposal = command.ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for threads that copy rows, and block anyway.</summary>
    internal static void Run(this NpgsqlConnection connection, string constant)
    {
        using var command = Prepare(connection, constant, []);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement on a connection of its own, without a time limit: an index on a planet takes hours.</summary>
    internal static async Task RunAsync(this NpgsqlDataSource source, string constant, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = connection.ConfigureAwait(false);
        await connection.RunAsync(constant, cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection, string constant, NpgsqlParameter[] values)
    {
#pragma warning disable CA2100 // Every caller passes a constant of Sql/.
        var command = new NpgsqlCommand(constant, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        command.Parameters.AddRange(values);
        return command;
    }

    internal static NpgsqlBatchCommand Command(string constant, params NpgsqlParameter[] values)
    {
#pragma warning disable CA2100 // Every caller passes a constant of Sql/.
        var command = new NpgsqlBatchCommand(constant);
#pragma warning restore CA2100
        command.Parameters.AddRange(values);
        return command;
    }

    internal static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    internal static NpgsqlParameter Nullable(NpgsqlTypes.NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    internal static StoreException Failure(string what, NpgsqlException fault) => new($"{what} failed: {fault.Message}", fault.IsTransient, fault);

    internal static long? Long(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<long>(column);

    internal static int? Int(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<int>(column);

    internal static short? Short(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<short>(column);

    internal static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static DateTimeOffset Time(this NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);
}
