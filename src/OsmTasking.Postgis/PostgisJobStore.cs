using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Jobs;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Jobs in PostgreSQL: each step is one conditional statement, and only the server's clock judges leases.</summary>
public sealed class PostgisJobStore(NpgsqlDataSource source) : IJobStore
{
    /// <inheritdoc/>
    public async ValueTask<EnqueueResult> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        job.OrThrow();
        while (true)
        {
            var (outcome, id, open) = (await source.QueryAsync(
                "Enqueueing a job", JobSql.Enqueue, row => (row.GetInt32(0), row.GetGuid(1), row.GetInt32(2)), cancellationToken,
                P(job.Id), P(job.Kind), P(job.Payload), P((short)job.Queue), P((short)job.Priority), Nullable(NpgsqlDbType.Text, job.RequestKey),
                Nullable(NpgsqlDbType.Text, job.Owner), P(job.MaxAttempts), P(job.Delay), Nullable(NpgsqlDbType.Integer, job.MaxOpen)).ConfigureAwait(false))[0];
            if (outcome == 2)
            {
                return new EnqueueResult.OverQuota(open, job.MaxOpen ?? 0);
            }

            // Between the two statements the job may have been removed; then the request is made anew.
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return outcome == 0 ? new EnqueueResult.Accepted(found) : new EnqueueResult.Joined(found);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a job", JobSql.Find, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var job] ? job : null;

    /// <inheritdoc/>
    public async ValueTask<Job?> ClaimAsync(JobClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        while (await source.QueryAsync(
            "Claiming a job", JobSql.Claim, Read, cancellationToken, P(claim.Worker), P(claim.Queues.Select(queue => (short)queue).ToArray()),
            P(claim.Kinds.ToArray()), P(claim.Lease), P(JobMachine.FellSilent)).ConfigureAwait(false) is [var job])
        {
            if (job.State == JobState.Running)
            {
                return job;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<Job?> ResumeAsync(JobClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await source.QueryAsync("Resuming a job", JobSql.Resume, Read, cancellationToken, P(claim.Worker), P(claim.Lease)).ConfigureAwait(false) is [var job, ..] ? job : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> HoldsAsync(JobTicket ticket, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Reading a job", JobSql.Holds, row => row.GetInt32(0), cancellationToken, P(ticket.Id), P(ticket.Attempt)).ConfigureAwait(false)).Count == 1;

    /// <inheritdoc/>
    public ValueTask<bool> HeartbeatAsync(JobTicket ticket, TimeSpan lease, double progress, string? stage, CancellationToken cancellationToken = default) => OneAsync(
        "Renewing a lease", JobSql.Heartbeat, cancellationToken,
        P(ticket.Id), P(ticket.Attempt), P(lease), P(Math.Clamp(progress, 0, 1)), Nullable(NpgsqlDbType.Text, stage));

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(JobTicket ticket, string result, CancellationToken cancellationToken = default) =>
        OneAsync("Completing a job", JobSql.Complete, cancellationToken, P(ticket.Id), P(ticket.Attempt), P(result));

    /// <inheritdoc/>
    public ValueTask<bool> FailAsync(JobTicket ticket, string error, TimeSpan? retryAfter, CancellationToken cancellationToken = default) =>
        OneAsync("Failing a job", JobSql.Fail, cancellationToken, P(ticket.Id), P(ticket.Attempt), P(error), Nullable(NpgsqlDbType.Interval, retryAfter));

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(JobTicket ticket, CancellationToken cancellationToken = default) =>
        OneAsync("Releasing a job", JobSql.Release, cancellationToken, P(ticket.Id), P(ticket.Attempt));

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default) => OneAsync("Cancelling a job", JobSql.Cancel, cancellationToken, P(id));

    /// <inheritdoc/>
    public async ValueTask<bool> RequeueAsync(Guid id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await OneAsync("Requeueing a job", JobSql.Requeue, cancellationToken, P(id)).ConfigureAwait(false);
        }
        catch (Core.StoreException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false; // An equal request has a job of its own.
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(JobQueueName queue, CancellationToken cancellationToken = default) =>
        source.ExecuteAsync("Purging a queue", JobSql.Purge, cancellationToken, P((short)queue));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Job>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await source.QueryAsync(
            "Listing jobs", JobSql.List, Read, cancellationToken, P(query.States.Select(state => (short)state).ToArray()), Nullable(NpgsqlDbType.Smallint, (short?)query.Queue),
            Nullable(NpgsqlDbType.Text, query.Owner), P((long)query.Take), P((long)query.Skip), P(query.WithPayload)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellationToken = default) => await source.QueryAsync(
        "Counting jobs", JobSql.Count, row => new JobCount((JobQueueName)row.GetInt16(0), (JobState)row.GetInt16(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Job>> RemoveAsync(TimeSpan age, int most, CancellationToken cancellationToken = default)
    {
        await source.ExecuteAsync("Removing old owners", JobSql.RemoveOwners, cancellationToken).ConfigureAwait(false);
        return await source.QueryAsync("Removing old jobs", JobSql.Remove, row => Read(row) with { Payload = string.Empty }, cancellationToken, P(age), P((long)most)).ConfigureAwait(false);
    }

    private async ValueTask<bool> OneAsync(string what, string constant, CancellationToken cancellationToken, params NpgsqlParameter[] values) =>
        await source.ExecuteAsync(what, constant, cancellationToken, values).ConfigureAwait(false) == 1;

    private static Job Read(NpgsqlDataReader row) => new(row.GetGuid(19), row.GetString(0), row.GetString(1))
    {
        Queue = (JobQueueName)row.GetInt16(2),
        Priority = row.GetInt16(3),
        RequestKey = row.Text(4),
        Owner = row.Text(5),
        State = (JobState)row.GetInt16(6),
        Attempt = row.GetInt32(7),
        Failures = row.GetInt32(8),
        MaxAttempts = row.GetInt32(9),
        CreatedAt = row.Time(10),
        DueAt = row.Time(11),
        StartedAt = row.IsDBNull(12) ? null : row.Time(12),
        FinishedAt = row.IsDBNull(13) ? null : row.Time(13),
        Worker = row.Text(14),
        Progress = row.GetDouble(15),
        Stage = row.Text(16),
        Result = row.Text(17),
        Error = row.Text(18),
    };
}
