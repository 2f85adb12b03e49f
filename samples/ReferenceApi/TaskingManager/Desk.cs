using OsmTasking.Core.Access;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>What every endpoint has at hand: the stores, the workflow, the caller and the clock.</summary>
public sealed class Desk(
    IHttpContextAccessor http, ITaskStore tasks, IProjectStore projects, IMapperStore mappers, TaskWorkflow workflow, TimeProvider time, TaskLockOptions locks)
{
    private const int LongestKey = 200;

    public ITaskStore Tasks => tasks;

    public IProjectStore Projects => projects;

    public IMapperStore Mappers => mappers;

    public TaskLockOptions Locks => locks;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public Mapper? Caller { get; } = http.HttpContext?.Mapper();

    /// <summary>The caller, on routes that require a sign-in.</summary>
    public Mapper Me => Caller ?? throw new RefusedException(Errors.NotSignedIn());

    public CancellationToken Aborted { get; } = http.HttpContext?.RequestAborted ?? default;

    /// <summary>The request's Idempotency-Key, or null.</summary>
    public string? Key()
    {
        var key = http.HttpContext?.Request.Headers["Idempotency-Key"].ToString();
        return string.IsNullOrEmpty(key) ? null
            : key.Length > LongestKey || key.Any(char.IsControl)
                ? throw new RefusedException(Errors.Invalid($" The Idempotency-Key must have 1 to {LongestKey} characters and no control characters."))
                : key;
    }

    /// <summary>Finds a project that the caller may see.</summary>
    public async ValueTask<Project> ViewAsync(long projectId)
    {
        var project = await projects.FindAsync(projectId, Aborted) ?? throw new RefusedException(Errors.NoProject(projectId));
        return AccessPolicy.Decide(Caller, AccessAction.View, project) switch
        {
            AccessDecision.Allowed => project,
            AccessDecision.NotPublished => throw new RefusedException(Errors.Plain(403, "ProjectNotFetched", " Unable to fetch project: it is a draft.")),
            _ => throw new RefusedException(Errors.Plain(403, "PrivateProject", " User not permitted: private project.")),
        };
    }

    /// <summary>Finds a project in which the caller may do <paramref name="action"/>; otherwise answers as <paramref name="wording"/> has it.</summary>
    public async ValueTask<Project> PermittedAsync(long projectId, AccessAction action, Func<AccessDecision, IResult> wording)
    {
        var project = await projects.FindAsync(projectId, Aborted) ?? throw new RefusedException(Errors.NoProject(projectId));
        var decision = AccessPolicy.Decide(Caller, action, project);
        return decision switch
        {
            AccessDecision.Allowed => project,
            AccessDecision.NotSignedIn => throw new RefusedException(Errors.NotSignedIn()),
            _ => throw new RefusedException(wording(decision)),
        };
    }

    /// <summary>Carries a request through; a refusal is answered as <paramref name="wording"/> has it.</summary>
    public async ValueTask<IReadOnlyList<MappingTask>> DoAsync(TaskRequest request, Func<TaskRefusal, IResult> wording)
    {
        var result = await workflow.ExecuteAsync(request with { Key = Key() }, Aborted);
        return result switch
        {
            WorkflowResult.Done done => done.Tasks,
            WorkflowResult.Refused { Refusal: var refusal } => throw new RefusedException(General(refusal) ?? wording(refusal)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IResult? General(TaskRefusal refusal) => refusal.Reason switch
    {
        RefusalReason.NoSuchTask => Errors.NoTask(refusal.Task.ProjectId, refusal.Task.Number),
        RefusalReason.TooManyTasks => Errors.Invalid(" Too many tasks at once."),
        RefusalReason.KeyReused => Errors.Plain(422, "IdempotencyKeyReused", " This Idempotency-Key belongs to a different request."),
        RefusalReason.Contended => Errors.Plain(409, "Contended", " Others kept changing the same tasks. Try again."),
        _ => null,
    };
}
