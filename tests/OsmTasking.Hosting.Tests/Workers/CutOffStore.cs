using OsmTasking.Core;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Tests.Workers;

/// <summary>A store behind a line that can be cut.</summary>
internal sealed class CutOffStore(IJobStore store) : IJobStore
{
    private volatile bool _cut;

    internal bool IsCut
    {
        get => _cut;
        set => _cut = value;
    }

    /// <summary>Gets or sets how many claims are granted in an answer that never arrives.</summary>
    internal int ClaimsToLose { get; set; }

    public async ValueTask<Job?> ClaimAsync(JobClaim claim, CancellationToken cancellationToken = default)
    {
        var job = await Reached().ClaimAsync(claim, cancellationToken);
        return job is not null && ClaimsToLose-- > 0 ? throw new StoreException("cut", isTransient: true) : job;
    }

    public ValueTask<EnqueueResult> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default) => Reached().EnqueueAsync(job, cancellationToken);

    public ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellationToken = default) => Reached().FindAsync(id, cancellationToken);

    public ValueTask<Job?> ResumeAsync(JobClaim claim, CancellationToken cancellationToken = default) => Reached().ResumeAsync(claim, cancellationToken);

    public ValueTask<bool> HoldsAsync(JobTicket ticket, CancellationToken cancellationToken = default) => Reached().HoldsAsync(ticket, cancellationToken);

    public ValueTask<bool> HeartbeatAsync(JobTicket ticket, TimeSpan lease, double progress, string? stage, CancellationToken cancellationToken = default) =>
        Reached().HeartbeatAsync(ticket, lease, progress, stage, cancellationToken);

    public ValueTask<bool> CompleteAsync(JobTicket ticket, string result, CancellationToken cancellationToken = default) => Reached().CompleteAsync(ticket, result, cancellationToken);

    public ValueTask<bool> FailAsync(JobTicket ticket, string error, TimeSpan? retryAfter, CancellationToken cancellationToken = default) =>
        Reached().FailAsync(ticket, error, retryAfter, cancellationToken);

    public ValueTask<bool> ReleaseAsync(JobTicket ticket, CancellationToken cancellationToken = default) => Reached().ReleaseAsync(ticket, cancellationToken);

    public ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default) => Reached().CancelAsync(id, cancellationToken);

    public ValueTask<bool> RequeueAsync(Guid id, CancellationToken cancellationToken = default) => Reached().RequeueAsync(id, cancellationToken);

    public ValueTask<int> PurgeAsync(JobQueueName queue, CancellationToken cancellationToken = default) => Reached().PurgeAsync(queue, cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListAsync(JobQuery query, CancellationToken cancellationToken = default) => Reached().ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellationToken = default) => Reached().CountAsync(cancellationToken);

    public ValueTask<IReadOnlyList<Job>> RemoveAsync(TimeSpan age, int most, CancellationToken cancellationToken = default) => Reached().RemoveAsync(age, most, cancellationToken);

    private IJobStore Reached() => _cut ? throw new StoreException("cut", isTransient: true) : store;
}
