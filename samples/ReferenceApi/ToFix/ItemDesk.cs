using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using OsmTasking.Core.Access;
using OsmTasking.Core.Items;
using OsmTasking.Core.People;
using ReferenceApi.Auth;

namespace ReferenceApi.ToFix;

/// <summary>What the endpoints on items have at hand: the stores, the workflow, the caller and the clock.</summary>
public sealed class ItemDesk(
    IHttpContextAccessor http, IItemStore items, IItemProjectStore projects, IItemNoteStore notes, IMapperStore mappers, ItemWorkflow workflow, ToFixTokens tokens,
    SessionTokens sessions, TimeProvider time)
{
    private const int LongestKey = 200;
    private Mapper? _me;

    public IItemStore Items => items;

    public IItemProjectStore Projects => projects;

    public IItemNoteStore Notes => notes;

    public IMapperStore Mappers => mappers;

    public ItemWorkflow Workflow => workflow;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public CancellationToken Aborted { get; } = http.HttpContext?.RequestAborted ?? default;

    /// <summary>The caller; there is one on every route behind <see cref="SignInAsync"/>.</summary>
    public Mapper Me => _me ?? throw new SaidException(401, "Token Authentication Failed");

    /// <summary>Finds out who calls; false for nobody that is known.</summary>
    public async ValueTask<bool> SignInAsync(string given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var text = given.StartsWith("Token ", StringComparison.OrdinalIgnoreCase) ? given["Token ".Length..].Trim() : given.Trim();
        if (text.Contains('.'))
        {
            _me = tokens.Read(text) is { } user ? await RegisteredAsync(user) : null;
        }
        else if (text.Length is > 0 and < 400 && Base64.IsValid(text) && sessions.Read(Encoding.UTF8.GetString(Convert.FromBase64String(text))) is { } id)
        {
            _me = await mappers.FindAsync(id, Aborted);
        }

        return _me is not null;
    }

    /// <summary>Finds a project in which the caller has at least <paramref name="role"/>.</summary>
    public async ValueTask<ItemProject> ProjectAsync(string key, ItemRole role, string missing = "Not Found", int status = 404)
    {
        if (!Guid.TryParseExact(key, "D", out var id))
        {
            throw Say.Bad("Project ID must be a valid UUID");
        }

        return Permit(await projects.FindAsync(id, Aborted) ?? throw new SaidException(status, missing), role);
    }

    /// <summary>The project, if the caller has at least <paramref name="role"/> in it.</summary>
    public ItemProject Permit(ItemProject project, ItemRole role)
    {
        ArgumentNullException.ThrowIfNull(project);
        return ItemAccess.Decide(Me, project, role) switch
        {
            AccessDecision.Allowed => project,
            AccessDecision.NotPublished => throw Say.Forbidden("The project is archived"),
            AccessDecision.Blocked => throw Say.Forbidden("The account is blocked"),
            _ => throw Say.Forbidden($"Only a project's {role.ToString().ToLowerInvariant()}s may do this"),
        };
    }

    public async ValueTask<Item> ItemAsync(ItemProject project, string externalId, string missing = "Not Found", int status = 404)
    {
        ArgumentNullException.ThrowIfNull(project);
        var found = ItemRules.IsId(externalId) ? await items.FindAsync(project.Id, [externalId], Aborted) : [];
        return found is [{ Archived: false } item] ? item : throw new SaidException(status, missing);
    }

    /// <summary>Carries a request through; a refusal becomes the answer of to-fix to it.</summary>
    public async ValueTask<IReadOnlyList<Item>> DoAsync(ItemProject project, IReadOnlyList<ItemWish> orders, string? fingerprint = null)
    {
        ArgumentNullException.ThrowIfNull(project);
        var outcome = await workflow.ExecuteAsync(new ItemRequest(project.Id, orders) { Key = Key(), Fingerprint = fingerprint }, TimeSpan.FromMinutes(project.Settings.LeaseMinutes), Aborted);
        return await AnswerAsync(outcome);
    }

    /// <summary>What the same request was answered before, or null: a request that comes again is judged by nothing that it changed.</summary>
    public async ValueTask<IReadOnlyList<Item>?> AnsweredAsync(ItemProject project, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(project);
        return Key() is not { } key || await items.AnswerAsync(project.Id, Me.Id, key, Aborted) is not { } stored ? null
            : stored.Fingerprint == fingerprint ? ItemAnswer.Read(stored.Answer)
            : throw new SaidException(422, "This Idempotency-Key belongs to a different request");
    }

    public async ValueTask<IReadOnlyList<Item>> AnswerAsync(ItemOutcome outcome)
    {
        if (outcome is ItemOutcome.Done done)
        {
            return done.Items;
        }

        var refusal = ((ItemOutcome.Refused)outcome).Refusal;
        throw refusal.Reason switch
        {
            ItemRefusalReason.NoSuchItem => Say.NotFound("Item not found"),
            ItemRefusalReason.HeldByOther => Say.Locked($"This item is currently locked by {await NameAsync(refusal.HolderId ?? 0)}", refusal.Until),
            ItemRefusalReason.NoLease => Say.Locked("Cannot update an items status without a lock", null),
            ItemRefusalReason.StaleToken => Say.Conflict("The item changed hands since this token was given out"),
            ItemRefusalReason.KeyReused => new SaidException(422, "This Idempotency-Key belongs to a different request"),
            ItemRefusalReason.NothingLeft => Say.NotFound("No item is left"),
            ItemRefusalReason.QuotaUsedUp => QuotaUsedUp(refusal.Until ?? Now),
            _ => Say.Conflict("Others kept changing the same items. Try again"),
        };
    }

    /// <summary>429, with when it may be tried again.</summary>
    public SaidException QuotaUsedUp(DateTimeOffset until)
    {
        http.HttpContext!.Response.Headers.RetryAfter = $"{Math.Max(1, (long)Math.Ceiling((until - Now).TotalSeconds))}";
        return Say.Quota("The quota is used up");
    }

    /// <summary>The request's Idempotency-Key, or null.</summary>
    public string? Key()
    {
        var key = http.HttpContext?.Request.Headers["Idempotency-Key"].ToString();
        return string.IsNullOrEmpty(key) ? null
            : key.Length > LongestKey || key.Any(char.IsControl) ? throw Say.Bad($"The Idempotency-Key must have 1 to {LongestKey} characters and no control characters")
            : key;
    }

    public async ValueTask<JsonArray> WriteAsync(ItemProject project, IReadOnlyList<Item> list, bool withFeatures)
    {
        ArgumentNullException.ThrowIfNull(list);
        var known = await mappers.FindManyAsync([.. list.SelectMany(item => new[] { item.CreatedBy, item.Lease?.HolderId ?? item.CreatedBy }).Distinct()], Aborted);
        return new JsonArray([.. list.Select(item => (JsonNode)ItemWire.Item(project, item, id => known.TryGetValue(id, out var mapper) ? mapper.Username : $"{id}", withFeatures))]);
    }

    public async ValueTask<IResult> OneAsync(ItemProject project, Item item)
    {
        var list = await WriteAsync(project, [item], withFeatures: true);
        return Results.Json(list[0]!.DeepClone());
    }

    public async ValueTask<string> NameAsync(long id) => (await mappers.FindAsync(id, Aborted))?.Username ?? $"{id}";

    /// <summary>Whoever shows a token signed with the shared secret is somebody: known from then on.</summary>
    private async ValueTask<Mapper?> RegisteredAsync(ToFixUser user)
    {
        if (await mappers.FindAsync(user.Id, Aborted) is { } known)
        {
            return known;
        }

        if (user.Id <= 0 || user.Username is not { Length: > 0 and <= 255 } || await mappers.FindByNameAsync(user.Username, Aborted) is not null)
        {
            return null; // Ids of local mappers are never made from outside, and names belong to one.
        }

        var mapper = new Mapper(user.Id, user.Username, MapperRole.Mapper, 1, Now) { PictureUrl = user.Image };
        await mappers.SaveAsync(mapper, Aborted);
        return mapper;
    }
}
