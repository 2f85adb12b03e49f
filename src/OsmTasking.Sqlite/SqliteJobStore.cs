using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Jobs;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Jobs in a SQLite file. Writers come one after the other, so each reads a row, lets <see cref="JobMachine"/> decide, and writes.</summary>
/// <param name="database">The file.</param>
/// <param name="time">The clock that judges leases: all processes that open the file are on one machine.</param>
public sealed class SqliteJobStore(SqliteDatabase database, TimeProvider time) : IJobStore
{
    /// <inheritdoc/>
    public ValueTask<EnqueueResult> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        job.OrThrow();
        return database.WriteAsync("Enqueueing a job", connection => Enqueue(connection, job), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        database.ReadAsync("Reading a job", connection => Find(connection, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Job?> ClaimAsync(JobClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var (queues, kinds) = (JsonSerializer.Serialize(claim.Queues.Select(queue => (int)queue)), JsonSerializer.Serialize(claim.Kinds));
        return database.WriteAsync<Job?>(
            "Claiming a job",
            connection =>
            {
                var now = time.GetUtcNow();
                var wrote = false;
                while (connection.Query(JobRows.Read, JobSql.Next, now.UtcTicks, queues, kinds) is [var due])
                {
                    var next = Save(connection, due, new JobCommand.Claim(claim.Worker, claim.Lease), now)!;
                    wrote = true;
                    if (next.State == JobState.Running)
                    {
                        return (next, true);
                    }
                }

                return (null, wrote);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> ResumeAsync(JobClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return database.WriteAsync<Job?>(
            "Resuming a job",
            connection => connection.Query(JobRows.Read, JobSql.Lost, claim.Worker) is [var lost, ..]
                ? (Save(connection, lost, new JobCommand.Resume(claim.Worker, claim.Lease), time.GetUtcNow()), true)
                : (null, false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> HoldsAsync(JobTicket ticket, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a job", connection => connection.Scalar(JobSql.Holds, JobRows.Key(ticket.Id), ticket.Attempt) is not null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> HeartbeatAsync(JobTicket ticket, TimeSpan lease, double progress, string? stage, CancellationToken cancellationToken = default) =>
        ChangeAsync("Renewing a lease", ticket.Id, new JobCommand.Heartbeat(ticket.Attempt, lease, progress, stage), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(JobTicket ticket, string result, CancellationToken cancellationToken = default) =>
        ChangeAsync("Completing a job", ticket.Id, new JobCommand.Complete(ticket.Attempt, result), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> FailAsync(JobTicket ticket, string error, TimeSpan? retryAfter, CancellationToken cancellationToken = default) =>
        ChangeAsync("Failing a job", ticket.Id, new JobCommand.Fail(ticket.Attempt, error, retryAfter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(JobTicket ticket, CancellationToken cancellationToken = default) =>
        ChangeAsync("Releasing a job", ticket.Id, new JobCommand.Release(ticket.Attempt), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("Cancelling a job", id, new JobCommand.Cancel(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RequeueAsync(Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("Requeueing a job", id, new JobCommand.Requeue(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(JobQueueName queue, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Purging a queue", connection => (connection.Execute(JobSql.Purge, (int)queue, time.GetUtcNow().UtcTicks), true), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Job>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.ReadAsync<IReadOnlyList<Job>>(
            "Listing jobs",
            connection => connection.Query(
                JobRows.Read, query.WithPayload ? JobSql.List : JobSql.ListBrief, JsonSerializer.Serialize(query.States.Select(state => (int)state)),
                (int?)query.Queue, query.Owner, query.Take, query.Skip),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<JobCount>>(
        "Counting jobs",
        connection => connection.Query(row => new JobCount((JobQueueName)row.GetInt32(0), (JobState)row.GetInt32(1), row.GetInt64(2)), JobSql.Count),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Job>> RemoveAsync(TimeSpan age, int most, CancellationToken cancellationToken = default) => database.WriteAsync<IReadOnlyList<Job>>(
        "Removing old jobs",
        connection =>
        {
            var old = connection.Query(JobRows.Read, JobSql.Old, (time.GetUtcNow() - age).UtcTicks, most);
            foreach (var job in old)
            {
                connection.Execute(JobSql.Delete, JobRows.Key(job.Id));
            }

            return (old, old.Count > 0);
        },
        cancellationToken);

    private (EnqueueResult Result, bool Commit) Enqueue(SqliteConnection connection, NewJob job)
    {
        if (Find(connection, job.Id) is { } asked)
        {
            return (new EnqueueResult.Accepted(asked), false);
        }

        if (job.RequestKey is { } key && connection.Query(JobRows.Read, JobSql.FindByKey, key) is [var same])
        {
            return (new EnqueueResult.Joined(same), false);
        }

        if (job is { Owner: { } owner, MaxOpen: { } limit } && connection.Scalar(JobSql.Open, owner) is { } open && open >= limit)
        {
            return (new EnqueueResult.OverQuota((int)open, limit), false);
        }

        var now = time.GetUtcNow();
        var fresh = new Job(job.Id, job.Kind, job.Payload)
        {
            Queue = job.Queue,
            Priority = job.Priority,
            RequestKey = job.RequestKey,
            Owner = job.Owner,
            MaxAttempts = job.MaxAttempts,
            CreatedAt = now,
            DueAt = now + job.Delay,
        };
        connection.Execute(JobSql.Insert, JobRows.Values(fresh));
        return (new EnqueueResult.Accepted(fresh), true);
    }

    private ValueTask<bool> ChangeAsync(string what, Guid id, JobCommand command, CancellationToken cancellationToken) => database.WriteAsync(
        what,
        connection =>
        {
            var job = Find(connection, id);

            // A requeued job must not stand beside another that answers the same request.
            var taken = command is JobCommand.Requeue && job?.RequestKey is { } key && connection.Query(JobRows.Read, JobSql.FindByKey, key).Count > 0;
            var done = job is not null && !taken && Save(connection, job, command, time.GetUtcNow()) is not null;
            return (done, done);
        },
        cancellationToken);

    private static Job? Save(SqliteConnection connection, Job job, JobCommand command, DateTimeOffset now)
    {
        if (JobMachine.Decide(job, command, now) is not JobDecision.Accepted(var next))
        {
            return null;
        }

        connection.Execute(JobSql.Update, JobRows.Changes(next));
        return next;
    }

    private static Job? Find(SqliteConnection connection, Guid id) => connection.Query(JobRows.Read, JobSql.Find, JobRows.Key(id)) is [var job] ? job : null;
}
