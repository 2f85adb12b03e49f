using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Edits;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Edits in PostgreSQL. Whoever writes edits under a lease locks the mapper's row first, so that nobody waits in a circle.</summary>
public sealed class PostgisEditStore(NpgsqlDataSource source) : IEditStore
{
    /// <inheritdoc/>
    public async ValueTask<Edit> AddAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        if (EditRules.Check(edit) is { } fault)
        {
            throw new ArgumentException(fault, nameof(edit));
        }

        await RunAsync(
            "Keeping an edit",
            async run =>
            {
                var added = await run(Command(
                    EditSql.Insert, P(edit.Id), P(edit.MapperId), P(edit.ProjectId), Nullable(NpgsqlDbType.Bigint, edit.Item), P(edit.Pin.Longitude), P(edit.Pin.Latitude),
                    P(EditJson.Write(edit.Changes)), P(edit.Comment), P(edit.Source), P((short)edit.State), Nullable(NpgsqlDbType.Bigint, edit.Changeset), P((short)edit.Fault),
                    Nullable(NpgsqlDbType.Text, edit.Message), P(EditJson.Write(edit.Uploaded)), P(edit.Version))).ConfigureAwait(false) == 1;
                return added && (!edit.IsOpen || await run(Command(EditSql.Ask, P(edit.MapperId))).ConfigureAwait(false) == 1);
            },
            cancellationToken).ConfigureAwait(false);
        return (await FindAsync(edit.Id, cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public async ValueTask<Edit?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading an edit", EditSql.Find, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var edit] ? edit : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Edit>> ListAsync(long mapperId, IReadOnlyList<EditState> states, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(states);
        return await source.QueryAsync(
            "Listing edits", EditSql.List, Read, cancellationToken, P(mapperId), P(states.Select(state => (short)state).ToArray()), P((long)most)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Edit>> LatestAsync(long mapperId, int most, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Listing edits", EditSql.Latest, Read, cancellationToken, P(mapperId), P((long)most)).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> TrySaveAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return RunAsync(
            "Writing an edit",
            async run => (!edit.IsOpen || await run(Command(EditSql.Ask, P(edit.MapperId))).ConfigureAwait(false) == 1) && await run(Update(edit)).ConfigureAwait(false) == 1,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<EditLease?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken = default) => await source.QueryAsync<EditLease?>(
        "Claiming edits", EditSql.Claim, row => new EditLease(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3)), cancellationToken, P(lease)).ConfigureAwait(false) is [var claimed]
        ? claimed : null;

    /// <inheritdoc/>
    public ValueTask<bool> TrySaveAsync(EditLease held, IReadOnlyList<Edit> edits, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        return RunAsync(
            "Writing edits",
            async run =>
            {
                if (await run(Command(EditSql.Renew, P(held.MapperId), P(held.Token), P(lease))).ConfigureAwait(false) != 1)
                {
                    return false;
                }

                foreach (var edit in edits)
                {
                    if (await run(Update(edit)).ConfigureAwait(false) != 1)
                    {
                        return false;
                    }
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(EditLease held, EditTurn turn, TimeSpan pause, CancellationToken cancellationToken = default) => await source.ExecuteAsync(
        "Releasing edits", EditSql.Release, cancellationToken, P(held.MapperId), P(held.Token), P(held.Asked), P(turn == EditTurn.Done), P(turn == EditTurn.Blocked), P(pause), P(pause > TimeSpan.Zero))
        .ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask WakeAsync(long mapperId, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync("Waking a mapper's edits", EditSql.Wake, cancellationToken, P(mapperId)).ConfigureAwait(false);

    /// <summary>Runs steps in one transaction, which commits if they say so.</summary>
    private async ValueTask<bool> RunAsync(string what, Func<Func<NpgsqlBatchCommand, ValueTask<int>>, ValueTask<bool>> steps, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            var done = await steps(async command =>
            {
                var batch = connection.CreateBatch();
                await using var batchDisposal = batch.ConfigureAwait(false);
                batch.BatchCommands.Add(command);
                return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (done)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return done;
        }
        catch (NpgsqlException fault)
        {
            throw Failure(what, fault);
        }
    }

    private static NpgsqlBatchCommand Update(Edit edit) => Command(
        EditSql.Update, P(edit.Id), P(edit.Version), P(EditJson.Write(edit.Changes)), P((short)edit.State), Nullable(NpgsqlDbType.Bigint, edit.Changeset), P((short)edit.Fault),
        Nullable(NpgsqlDbType.Text, edit.Message), P(EditJson.Write(edit.Uploaded)));

    private static Edit Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), new EditPin(row.GetDouble(4), row.GetDouble(5)), EditJson.ReadChanges(row.GetString(6)), row.GetString(7))
    {
        Item = row.Long(3),
        Source = row.GetString(8),
        State = (EditState)row.GetInt16(9),
        Changeset = row.Long(10),
        Fault = (EditFault)row.GetInt16(11),
        Message = row.Text(12),
        Uploaded = EditJson.ReadUploaded(row.GetString(13)),
        Version = row.GetInt64(14),
    };
}
