using System.Text.Json;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>Making, changing and deleting items: routes 13 and 15 to 17.</summary>
internal static class ItemWrites
{
    private const int MostAtOnce = 500;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects/{p}/items", CreateAsync);
        api.MapPut("/projects/{p}/items", ChangeManyAsync);
        api.MapPut("/projects/{p}/items/{i}", ChangeAsync);
        api.MapDelete("/projects/{p}/items/{i}", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor);
        var body = await ToFixBody.ReadAsync(request, ["id", "instructions", "pin"], "lock", "status", "featureCollection", "metadata");
        const string Id = "An item must have a valid ID comprised only of letters, numbers, and hyphens";
        var id = body.Text("id", ItemRules.LongestId, Id)!;
        var fresh = new Item(new ItemId(project.Id, 0), ItemRules.IsId(id) ? id : throw Say.Bad(Id), default, new ItemContent(string.Empty)) with
        {
            Content = new ItemContent(body.Text("instructions", ItemRules.LongestInstructions, "An item must have a valid instruction")!)
            {
                Metadata = body.Metadata() ?? "{}",
                Features = body.Features(),
            },
            Pin = body.Pin("An item must have a pin in the [longitude, latitude] format")!.Value,
            Status = body.Status() ?? ItemStatus.Open,
            CreatedBy = desk.Me.Id,
            Created = desk.Now,
            Updated = desk.Now,
        };
        var locks = Lock(body);
        if (locks == true)
        {
            fresh = fresh with { Token = 1, Lease = new ItemLease(desk.Me.Id, 1, desk.Now + TimeSpan.FromMinutes(project.Settings.LeaseMinutes)) };
        }

        if (project.Settings.MostItems > 0 && await desk.Items.CountAsync(project.Id, desk.Aborted) >= project.Settings.MostItems)
        {
            throw Say.Quota($"The project may have at most {project.Settings.MostItems} items");
        }

        return await desk.Items.CreateAsync(fresh, desk.Aborted) is { } item ? await desk.OneAsync(project, item) : throw Say.Bad("Item with this id already exists");
    }

    private static async Task<IResult> ChangeAsync(string p, string i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var body = await ToFixBody.ReadAsync(
            request, [], "lock", "status", "pin", "featureCollection", "instructions", "metadata", "lastModifiedBy", "lastModifiedDate", "token", "force");
        var fingerprint = ItemAnswer.Digest($"change {i} {body.Raw}");
        for (var attempt = 1; ; attempt++)
        {
            if (await desk.AnsweredAsync(project, fingerprint) is [var before, ..])
            {
                return await desk.OneAsync(project, before);
            }

            var item = await desk.ItemAsync(project, i);
            try
            {
                var changed = await desk.DoAsync(project, [new ItemWish(item.ExternalId, Change(body, item, project, desk))], fingerprint);
                return await desk.OneAsync(project, changed[0]);
            }
            catch (SaidException refusal) when (refusal.Status == 409 && attempt < 16)
            {
                // Somebody changed the item after it was read here: what was merged is merged anew.
            }
        }
    }

    private static ItemCommand Change(ToFixBody body, Item item, ItemProject project, ItemDesk desk)
    {
        var editor = ItemAccess.RoleOf(desk.Me, project) >= ItemRole.Editor;
        if (Lock(body) is false && (body.Has("pin") || body.Has("featureCollection") || body.Has("instructions")) && !editor && item.LiveLease(desk.Now)?.HolderId != desk.Me.Id)
        {
            throw Say.Forbidden("Only a project's editors may change an item that they do not hold");
        }

        var content = Content(body, item.Content);
        return Command(body, desk.Me.Id, editor) with
        {
            Content = content,
            Seen = content is null ? null : item.Version,
            Pin = body.Pin("An item must have a pin in the [longitude, latitude] format"),
            Token = Token(body),
            Force = Force(body, desk, project),
        };
    }

    private static async Task<IResult> ChangeManyAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var body = await ToFixBody.ReadAsync(request, ["ids"], "lock", "status", "force");
        if (body["ids"].ValueKind != JsonValueKind.Array)
        {
            throw Say.Bad("body.ids should be an array");
        }

        var ids = body["ids"].EnumerateArray().Select(id => id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText()).Distinct(StringComparer.Ordinal).ToList();
        if (body["ids"].GetArrayLength() is 0 or > MostAtOnce)
        {
            throw Say.Bad($"Only allowed to update a maximum of {MostAtOnce} items and a minimum of 1 item at a time");
        }

        var command = Command(body, desk.Me.Id, editor: false) with { Force = Force(body, desk, project) };
        if (command is ItemCommand.Edit)
        {
            throw Say.Bad("Either lock or status must be given");
        }

        var changed = await desk.DoAsync(project, [.. ids.Select(id => new ItemWish(id, command))]);
        return Results.Json(await desk.WriteAsync(project, changed, withFeatures: true));
    }

    private static async Task<IResult> DeleteAsync(string p, string i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor);
        var item = await desk.ItemAsync(project, i, "Item not found");
        var force = request.Query["force"] == "true" && ItemAccess.RoleOf(desk.Me, project) == ItemRole.Manager;
        await desk.DoAsync(project, [new ItemWish(item.ExternalId, new ItemCommand.Archive(desk.Me.Id) { Force = force })]);
        return Results.Json(new { id = item.ExternalId, project = project.Key.ToString() });
    }

    private static ItemCommand Command(ToFixBody body, long mapperId, bool editor) => (Lock(body), body.Status()) switch
    {
        (true, null) => new ItemCommand.Claim(mapperId),
        (false, null) => new ItemCommand.Release(mapperId),
        (null, { } status) => new ItemCommand.Finish(mapperId, status),
        _ => new ItemCommand.Edit(mapperId) { AsHolder = !editor },
    };

    private static bool? Lock(ToFixBody body) =>
        body.Lock() is { } locks ? body.Has("status") ? throw Say.Bad("It is invalid to set the status and change the lock in one request") : locks : null;

    private static ItemContent? Content(ToFixBody body, ItemContent before)
    {
        var next = before with
        {
            Instructions = body.Text("instructions", ItemRules.LongestInstructions, "An item must have a valid instruction") ?? before.Instructions,
            Features = body.Features() ?? before.Features,
            Metadata = body.Metadata(before.Metadata) ?? before.Metadata,
            ModifiedBy = body.Text("lastModifiedBy", ItemRules.LongestInstructions, "lastModifiedBy must be a string") ?? before.ModifiedBy,
            ModifiedDate = body.Text("lastModifiedDate", ItemRules.LongestInstructions, "lastModifiedDate must be a string") ?? before.ModifiedDate,
        };
        return next.Instructions.Length == 0 ? throw Say.Bad("An item must have a valid instruction") : next == before ? null : next;
    }

    private static long? Token(ToFixBody body) => !body.Has("token") ? null
        : body["token"].ValueKind == JsonValueKind.Number && body["token"].TryGetInt64(out var token) ? token
        : throw Say.Bad("token must be a whole number");

    private static bool Force(ToFixBody body, ItemDesk desk, ItemProject project) =>
        body.Has("force") && body["force"].ValueKind == JsonValueKind.True &&
        (ItemAccess.RoleOf(desk.Me, project) == ItemRole.Manager ? true : throw Say.Forbidden("Only a project's managers may overrule a lock"));
}
