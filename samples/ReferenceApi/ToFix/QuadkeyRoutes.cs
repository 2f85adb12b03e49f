using System.Globalization;
using System.Text.Json;
using OsmTasking.Core.Items;
using OsmTasking.Core.People;

namespace ReferenceApi.ToFix;

/// <summary>Counts by quadkey and the priorities of quadkeys: routes 11, 29 and 30.</summary>
internal static class QuadkeyRoutes
{
    /// <summary>How many levels below <c>within</c> may be counted.</summary>
    private const int Deepest = 6;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{p}/quadkeys", CountAsync);
        api.MapGet("/quadkeys/{q}", FindAsync);
        api.MapPost("/quadkeys/{q}", SetAsync);
    }

    private static async Task<IResult> CountAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var given = request.Query;
        var faults = new List<string>();
        var within = given["within"].ToString();
        if (within.Length > 0 && !Quadkeys.IsKey(within, Quadkeys.Zoom))
        {
            faults.Add("within must be a valid quadkey");
            within = string.Empty;
        }

        var digits = Math.Min(within.Length + 4, Quadkeys.Zoom);
        if (given["zoom_level"].ToString() is { Length: > 0 } zoom && (!int.TryParse(zoom, NumberStyles.None, CultureInfo.InvariantCulture, out digits) || digits is < 1 or > Quadkeys.Zoom))
        {
            faults.Add($"zoom_level must be a number between 1 and {Quadkeys.Zoom}");
        }
        else if (digits > within.Length + Deepest)
        {
            faults.Add($"zoom_level must not be more than {Deepest} levels below within");
        }

        var query = ItemListQuery.Filter(project.Id, desk.Now, given["item_lock"], given["item_status"], given["item_tags"], given["item_from"], given["item_to"], faults);
        if (faults.Count > 0)
        {
            throw Say.Bad(faults);
        }

        var counts = await desk.Items.CountByQuadkeyAsync(query, within, digits, desk.Aborted);
        var priorities = (await desk.Projects.PrioritiesAsync(project.QuadkeySet, within, desk.Aborted)).Values.Where(known => known.Quadkey.Length >= digits)
            .GroupBy(known => known.Quadkey[..digits]).ToDictionary(cell => cell.Key, cell => cell.Max(known => known.Priority), StringComparer.Ordinal);
        return Results.Json(counts.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => new
        {
            quadkey = cell.Key,
            item_count = cell.Value,
            max_priority = priorities.TryGetValue(cell.Key, out var priority) ? priority : -1,
        }));
    }

    private static async Task<IResult> FindAsync(string q, HttpRequest request, ItemDesk desk)
    {
        var key = Key(q);
        var known = await desk.Projects.PrioritiesAsync(Set(request.Query["set_id"]), key, desk.Aborted);
        return Results.Json(new { priority = known.TryGetValue(key, out var found) ? found.Priority : -1 });
    }

    private static async Task<IResult> SetAsync(string q, HttpRequest request, ItemDesk desk)
    {
        var key = Key(q);
        var body = await ToFixBody.ReadAsync(request, ["priority"], "set_id");
        var set = Set(body.Text("set_id", 255, "set_id must be a string"));
        await RequireManagerAsync(set, desk);
        const string NoNumber = "Priority must be a float";
        var priority = body["priority"].ValueKind == JsonValueKind.Number && body["priority"].TryGetDouble(out var number) && Math.Abs(number) < 1e12 ? number : throw Say.Bad(NoNumber);
        var saved = await desk.Projects.SetPriorityAsync(set, key, priority, desk.Aborted);
        return Results.Json(new
        {
            id = saved.Id,
            quadkey = saved.Quadkey,
            set_id = set,
            priority = saved.Priority,
            project_id = (string?)null,
        });
    }

    /// <summary>Priorities decide what everybody gets next: admins set them, and managers of a project those of its own set.</summary>
    private static async ValueTask RequireManagerAsync(string? set, ItemDesk desk)
    {
        if (desk.Me.Role == MapperRole.Admin)
        {
            return;
        }

        var users = set is null ? [] : (await desk.Projects.ListAsync(desk.Aborted)).Where(project => project.QuadkeySet == set).ToList();
        if (users.Count == 0 || !users.TrueForAll(project => ItemAccess.Decide(desk.Me, project, ItemRole.Manager) == OsmTasking.Core.Access.AccessDecision.Allowed))
        {
            throw Say.Forbidden("Only admins, and managers of every project that uses the set, may set priorities");
        }
    }

    private static string Key(string text) => Quadkeys.IsKey(text) ? text : throw Say.Bad("Please supply a valid quadkey identifier");

    private static string? Set(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
