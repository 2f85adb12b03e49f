using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Items;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

public sealed partial class PostgisItemStore
{
    /// <inheritdoc/>
    public async ValueTask<ItemImportResult> ImportAsync(ItemImport import, IAsyncEnumerable<ItemDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(drafts);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            await RunAsync(connection, Command(ItemImportSql.Stage), cancellationToken).ConfigureAwait(false);
            var rows = await CopyAsync(connection, drafts, cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Command(ItemImportSql.Analyze), cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Command(ItemImportSql.LockProject, P(import.ProjectId)), cancellationToken).ConfigureAwait(false);
            var changed = await RunAsync(connection, Set(ItemImportSql.Change, import), cancellationToken).ConfigureAwait(false);
            var reopened = import.Reopen ? await RunAsync(connection, Set(ItemImportSql.Reopen, import), cancellationToken).ConfigureAwait(false) : 0;
            var missing = import.MarkMissing ? await RunAsync(connection, Set(ItemImportSql.MarkMissing, import), cancellationToken).ConfigureAwait(false) : 0;
            var created = await RunAsync(connection, Set(ItemImportSql.Create, import), cancellationToken).ConfigureAwait(false);
            var result = new ItemImportResult(created, changed, rows - created - changed, reopened, missing);
            if (import.MostItems > 0 && await CountAsync(connection, import.ProjectId, cancellationToken).ConfigureAwait(false) > import.MostItems)
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                return new ItemImportResult(0, 0, 0, 0, 0, TooMany: true);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Importing items", fault);
        }
    }

    private static async ValueTask<int> CopyAsync(NpgsqlConnection connection, IAsyncEnumerable<ItemDraft> drafts, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync(ItemImportSql.Copy, cancellationToken).ConfigureAwait(false);
        await using var disposal = copy.ConfigureAwait(false);
        var rows = 0;
        await foreach (var draft in drafts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(rows++, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(draft.ExternalId, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(draft.Pin.Longitude, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(draft.Pin.Latitude, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(Quadkeys.At(draft.Pin), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(RandomNumberGenerator.GetInt32(int.MaxValue), NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(draft.Instructions, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(draft.Metadata, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
            await (draft.Features is { } features
                ? copy.WriteAsync(features, NpgsqlDbType.Text, cancellationToken)
                : copy.WriteNullAsync(cancellationToken)).ConfigureAwait(false);
            await copy.WriteAsync(
                ItemDigest.Of(draft.Pin, draft.Instructions, draft.Metadata, draft.Features), NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    private static NpgsqlBatchCommand Set(string constant, ItemImport import) => Command(constant, P(import.ProjectId), P(import.ActorId), P(import.Now.UtcDateTime));

    private static async ValueTask<long> CountAsync(NpgsqlConnection connection, long projectId, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var disposal = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(Command(ItemSql.Count, P(projectId)));
        return (long)(await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async ValueTask<int> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var disposal = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
