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
