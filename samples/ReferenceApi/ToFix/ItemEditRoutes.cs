using System.Text.Json;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Edits;

namespace ReferenceApi.ToFix;

/// <summary>The way from an item to OSM: the change that mends it is queued here, sent in the background, and completes the item when OSM has it.</summary>
internal static class ItemEditRoutes
{
    private const int MostListed = 200;
    private const int LongestDocument = 4 * 1024 * 1024;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects/{p}/items/{i}/edits", CreateAsync);
        api.MapGet("/edits", ListAsync);
        api.MapGet("/edits/{id:guid}", async (Guid id, ItemDesk desk, IEditStore edits) => Results.Json(Wire(await MineAsync(id, desk, edits))));
        api.MapPost("/edits/{id:guid}/submit", SubmitAsync);
        api.MapPost("/edits/{id:guid}/withdraw", (Guid id, ItemDesk desk, IEditStore edits) => DecideAsync(id, new EditCommand.Withdraw(), desk, edits));
    }

    /// <summary><c>{id?, comment, source?, tags? | osmChange?, draft?}</c>; the same id once more is the same edit.</summary>
    private static async Task<IResult> CreateAsync(string p, string i, HttpRequest request, ItemDesk desk, IEditStore edits)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var item = await desk.ItemAsync(project, i);
        var body = await ToFixBody.ReadAsync(request, ["comment"], "id", "source", "tags", "osmChange", "draft");
        var id = body.Text("id", 40, "id must be a UUID") is not { } given ? Guid.CreateVersion7()
            : Guid.TryParseExact(given, "D", out var parsed) ? parsed : throw Say.Bad("id must be a UUID");
        var edit = new Edit(id, desk.Me.Id, project.Id, new EditPin(item.Pin.Longitude, item.Pin.Latitude), Changes(body) ?? throw Say.Bad("req.body.tags or req.body.osmChange is required"),
            body.Text("comment", EditRules.LongestText, "comment must be a text")!)
        {
            Item = item.Id.Number,
            Source = body.Text("source", EditRules.LongestText, "source must be a text") ?? string.Empty,
        };
        if (EditRules.Check(edit) is { } fault)
        {
            throw Say.Bad(fault);
        }

        var kept = await edits.AddAsync(edit, desk.Aborted);
        if (kept.MapperId != desk.Me.Id)
        {
            throw Say.Conflict("An edit with this id exists already");
        }

        var draft = body.Has("draft") && body["draft"].ValueKind == JsonValueKind.True;
        return draft || kept.State != EditState.Draft ? Results.Json(Wire(kept), statusCode: 201) : await DecideAsync(id, new EditCommand.Submit(), desk, edits, 201);
    }

    private static async Task<IResult> ListAsync(ItemDesk desk, IEditStore edits) =>
        Results.Json((await edits.LatestAsync(desk.Me.Id, MostListed, desk.Aborted)).Select(Wire));

    private static async Task<IResult> SubmitAsync(Guid id, HttpRequest request, ItemDesk desk, IEditStore edits)
    {
        var body = await ToFixBody.ReadAsync(request, [], "tags", "osmChange");
        var mine = await MineAsync(id, desk, edits);
        var changes = Changes(body);
        if (changes is not null && EditRules.Check(mine with { Changes = changes }) is { } fault)
        {
            throw Say.Bad(fault);
        }

        return await DecideAsync(id, new EditCommand.Submit(changes), desk, edits);
    }

    private static async Task<IResult> DecideAsync(Guid id, EditCommand command, ItemDesk desk, IEditStore edits, int status = 200)
    {
        while (true)
        {
            var edit = await MineAsync(id, desk, edits);
            if (EditMachine.Decide(edit, command) is not EditDecision.Accepted accepted)
            {
                throw Say.Conflict($"The edit is {Name(edit.State)}");
            }

            if (await edits.TrySaveAsync(accepted.Next, desk.Aborted))
            {
                return Results.Json(Wire(accepted.Next), statusCode: status);
            }
        }
    }

    private static async ValueTask<Edit> MineAsync(Guid id, ItemDesk desk, IEditStore edits) =>
        await edits.FindAsync(id, desk.Aborted) is { } edit && edit.MapperId == desk.Me.Id ? edit : throw Say.NotFound();

    /// <summary><c>tags</c>: <c>[{element: "way/12", version: 3, set: {key: value or null}}]</c>; <c>osmChange</c>: a document as editors save it.</summary>
    private static IReadOnlyList<ElementChange>? Changes(ToFixBody body)
    {
        if (body.Text("osmChange", LongestDocument, "osmChange must be a text") is { } document)
        {
            try
            {
                return OsmChangeDocument.Read(document);
            }
            catch (FormatException fault)
            {
                throw Say.Bad(fault.Message);
            }
        }

        if (!body.Has("tags"))
        {
            return null;
        }

        return body["tags"].ValueKind == JsonValueKind.Array && body["tags"].GetArrayLength() <= EditRules.MostChanges
            ? [.. body["tags"].EnumerateArray().Select((entry, at) => TagFix(entry, $"tags[{at}]"))]
            : throw Say.Bad($"tags must be a list of at most {EditRules.MostChanges}");
    }

    private static ElementChange.TagFix TagFix(JsonElement entry, string place)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("element", out var name) || name.ValueKind != JsonValueKind.String || ItemObjects.Element(name.GetString()) is not { } element)
        {
            throw Say.Bad($"{place}.element must be node/ID, way/ID or relation/ID");
        }

        if (!entry.TryGetProperty("version", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var version))
        {
            throw Say.Bad($"{place}.version must be the version you saw");
        }

        if (!entry.TryGetProperty("set", out var set) || set.ValueKind != JsonValueKind.Object)
        {
            throw Say.Bad($"{place}.set must be an object of keys with texts or null");
        }

        var tags = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var tag in set.EnumerateObject())
        {
            tags[tag.Name] = tag.Value.ValueKind switch
            {
                JsonValueKind.String => tag.Value.GetString(),
                JsonValueKind.Null => null,
                _ => throw Say.Bad($"{place}.set.{tag.Name} must be a text, or null to take the tag away"),
            };
        }

        return new(element, version, tags);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    internal static object Wire(Edit edit) => new
    {
        id = edit.Id,
        state = Name(edit.State),
        fault = edit.Fault == EditFault.None ? null : Name(edit.Fault),
        message = edit.Message,
        changeset = edit.Changeset,
        comment = edit.Comment,
        source = edit.Source,
        elements = edit.Changes.Select(change => change.Element.ToString()),
    };
}
