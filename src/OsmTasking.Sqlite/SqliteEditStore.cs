using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Edits;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Edits in a SQLite file.</summary>
/// <param name="database">The file.</param>
/// <param name="time">The clock that judges leases: all processes that open the file are on one machine.</param>
public sealed class SqliteEditStore(SqliteDatabase database, TimeProvider time) : IEditStore
{
    /// <inheritdoc/>
    public ValueTask<Edit> AddAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return EditRules.Check(edit) is { } fault
            ? throw new ArgumentException(fault, nameof(edit))
            : database.WriteAsync(
                "Keeping an edit",
                connection =>
                {
                    var added = connection.Execute(
                        EditSql.Insert, Key(edit.Id), edit.MapperId, edit.ProjectId, edit.Item, edit.Pin.Longitude, edit.Pin.Latitude, EditJson.Write(edit.Changes), edit.Comment, edit.Source, (int)edit.State,
                        edit.Changeset, (int)edit.Fault, edit.Message, EditJson.Write(edit.Uploaded), edit.Version, Now) == 1;
                    if (added && edit.IsOpen)
                    {
                        connection.Execute(EditSql.Ask, edit.MapperId, Now);
                    }

                    return (Find(connection, edit.Id)!, added);
                },
                cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Edit?> FindAsync(Guid id, CancellationToken cancellationToken = default) => database.ReadAsync("Reading an edit", connection => Find(connection, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Edit>> ListAsync(long mapperId, IReadOnlyList<EditState> states, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(states);
        var wanted = JsonSerializer.Serialize(states.Select(state => (int)state));
        return database.ReadAsync<IReadOnlyList<Edit>>("Listing edits", connection => connection.Query(Read, EditSql.List, mapperId, wanted, most), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Edit>> LatestAsync(long mapperId, int most, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Edit>>("Listing edits", connection => connection.Query(Read, EditSql.Latest, mapperId, most), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TrySaveAsync(Edit edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return database.WriteAsync(
            "Writing an edit",
            connection =>
            {
                var saved = Update(connection, edit);
                if (saved && edit.IsOpen)
                {
                    connection.Execute(EditSql.Ask, edit.MapperId, Now);
                }

                return (saved, saved);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EditLease?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken = default) => database.WriteAsync<EditLease?>(
        "Claiming edits",
        connection => connection.Query(row => new EditLease(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3)), EditSql.Claim, Now, After(lease)) is [var claimed] ? (claimed, true) : (null, false),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TrySaveAsync(EditLease held, IReadOnlyList<Edit> edits, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        return database.WriteAsync(
            "Writing edits",
            connection =>
            {
                var saved = connection.Execute(EditSql.Renew, held.MapperId, held.Token, After(lease)) == 1 && edits.All(edit => Update(connection, edit));
                return (saved, saved);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(EditLease held, EditTurn turn, TimeSpan pause, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Releasing edits",
        connection =>
        {
            var released = connection.Execute(
                EditSql.Release, held.MapperId, held.Token, held.Asked, turn == EditTurn.Done ? 1 : 0, turn == EditTurn.Blocked ? 1 : 0, After(pause), pause > TimeSpan.Zero ? 1 : 0) == 1;
            return (released, released);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WakeAsync(long mapperId, CancellationToken cancellationToken = default) =>
        await database.WriteAsync("Waking a mapper's edits", connection => (connection.Execute(EditSql.Wake, mapperId, Now), true), cancellationToken).ConfigureAwait(false);

    private long Now => time.GetUtcNow().UtcTicks;

    private long After(TimeSpan span) => (time.GetUtcNow() + span).UtcTicks;

    private static string Key(Guid id) => id.ToString("N");

    private bool Update(SqliteConnection connection, Edit edit) => connection.Execute(
        EditSql.Update, Key(edit.Id), edit.Version, EditJson.Write(edit.Changes), (int)edit.State, edit.Changeset, (int)edit.Fault, edit.Message, EditJson.Write(edit.Uploaded), Now) == 1;

    private static Edit? Find(SqliteConnection connection, Guid id) => connection.Query(Read, EditSql.Find, Key(id)) is [var edit] ? edit : null;

    private static Edit Read(SqliteDataReader row) => new(
        Guid.ParseExact(row.GetString(0), "N"), row.GetInt64(1), row.GetInt64(2), new EditPin(row.GetDouble(4), row.GetDouble(5)), EditJson.ReadChanges(row.GetString(6)), row.GetString(7))
    {
        Item = row.Long(3),
        Source = row.GetString(8),
        State = (EditState)row.GetInt32(9),
        Changeset = row.Long(10),
        Fault = (EditFault)row.GetInt32(11),
        Message = row.Text(12),
        Uploaded = EditJson.ReadUploaded(row.GetString(13)),
        Version = row.GetInt64(14),
    };
}
