using System.Text.Json.Nodes;
using OsmTasking.Core.Access;
using OsmTasking.Core.Projects;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>The project list: shapes (6) to (8) of the reference.</summary>
public static class ProjectSearch
{
    private const int PageSize = 14;
    private static readonly string[] Orders = ["priority", "id", "last_updated", "due_date", "difficulty", "percent_mapped", "percent_validated"];
    private static readonly string[] Ranks = ["URGENT", "HIGH", "MEDIUM", "LOW", "EASY", "MODERATE", "CHALLENGING"];

    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapGet("/", SearchAsync);
        projects.MapGet("/queries/featured/", () => Results.Json(new { results = Array.Empty<object>(), pagination = (object?)null }));
        projects.MapGet("/queries/popular/", () => Results.Json(new { results = Array.Empty<object>(), pagination = (object?)null }));
        projects.MapGet("/queries/{projectId:long}/similar-projects/", async (long projectId, Desk desk) =>
        {
            await desk.ViewAsync(projectId);
            return Results.Json(new { results = Array.Empty<object>(), pagination = (object?)null });
        });
        projects.MapGet("/{projectId:long}/comments/", async (long projectId, Desk desk) =>
        {
            await desk.ViewAsync(projectId);
            return Results.Json(new { chat = Array.Empty<object>(), pagination = Pagination.Of(1, 20, 0) });
        });
        projects.MapGet("/{projectId:long}/favorite/", async (long projectId, Desk desk) =>
        {
            await desk.ViewAsync(projectId);
            return Results.Json(new { favorited = false });
        }).RequireSignIn();
    }

    private static async Task<IResult> SearchAsync(
        Desk desk, HttpRequest request, int? page, string? orderBy, string? orderByType, string? textSearch, string? projectStatuses,
        string? difficulty, string? mappingTypes, string? country, bool? createdByMe, bool? omitMapResults, string? action)
    {
        if (page is < 1 || (orderBy is not null && !Orders.Contains(orderBy)) || orderByType is not (null or "ASC" or "DESC"))
        {
            return Errors.Invalid($" Invalid data: page must be 1 or more, orderBy one of {string.Join(", ", Orders)}, orderByType ASC or DESC.");
        }

        if (action is not (null or "any" or "map" or "validate"))
        {
            return Errors.Invalid(" Invalid data: action must be any, map or validate.");
        }

        var locale = ProjectReads.Locale(request);
        var found = (await desk.Projects.ListAsync(Statuses(projectStatuses), desk.Aborted))
            .Where(project => AccessPolicy.Decide(desk.Caller, AccessAction.View, project) == AccessDecision.Allowed)
            .Where(project => string.IsNullOrEmpty(textSearch) || Matches(project, textSearch, locale))
            .Where(project => difficulty is null or "ALL" || project.Settings.Difficulty == difficulty)
            .Where(project => string.IsNullOrEmpty(country) || project.Settings.Countries.Contains(country, StringComparer.OrdinalIgnoreCase))
            .Where(project => string.IsNullOrEmpty(mappingTypes) || mappingTypes.Split(',').Any(project.Settings.MappingTypes.Contains))
            .Where(project => createdByMe != true || project.AuthorId == desk.Caller?.Id)
            .ToList();
        var progress = await desk.Projects.ProgressAsync([.. found.Select(project => project.Id)], desk.Aborted);
        var sorted = Sort(found.Where(project => IsOpenFor(action, progress[project.Id])), progress, orderBy ?? "priority", orderByType ?? "ASC").ToList();
        if (sorted.Count == 0)
        {
            return Results.Json(new { mapResults = new object(), results = Array.Empty<object>() });
        }

        var shown = sorted.Skip(((page ?? 1) - 1) * PageSize).Take(PageSize).ToList();
        var authors = await desk.Mappers.FindManyAsync([.. shown.Select(project => project.AuthorId).Distinct()], desk.Aborted);
        var results = new JsonArray();
        foreach (var project in shown)
        {
            var tasks = await desk.Tasks.ReadAsync(project.Id, null, desk.Aborted);
            var contributors = tasks.SelectMany(task => new[] { task.MappedBy, task.ValidatedBy }).OfType<long>().Distinct().Count();
            results.Add((JsonNode)ProjectWire.ListItem(
                project, progress[project.Id], authors.GetValueOrDefault(project.AuthorId), locale, ProjectReads.Holders(tasks, desk.Now), contributors));
        }

        return Results.Json(new
        {
            mapResults = omitMapResults == true ? (JsonNode)new JsonArray() : Centroids(sorted),
            results,
            pagination = Pagination.Of(page ?? 1, PageSize, sorted.Count),
        });
    }

    private static ProjectStatus[] Statuses(string? csv) => string.IsNullOrEmpty(csv) ? [ProjectStatus.Published]
        : [.. csv.Split(',').Select(name => name switch
        {
            "PUBLISHED" => ProjectStatus.Published,
            "ARCHIVED" => ProjectStatus.Archived,
            "DRAFT" => ProjectStatus.Draft,
            _ => throw new RefusedException(Errors.Invalid(" Invalid data: projectStatuses has an entry that is none of PUBLISHED, ARCHIVED, DRAFT.")),
        })];

    private static bool Matches(Project project, string text, string? locale)
    {
        var words = project.Settings.TextFor(locale);
        return $"{project.Id}" == text.TrimStart('#') ||
            new[] { words.Name, words.ShortDescription, words.Description }.Any(field => field.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOpenFor(string? action, ProjectProgress progress) => action switch
    {
        "map" => progress.Ready + progress.Invalidated > 0,
        "validate" => progress.Mapped > 0,
        _ => true,
    };

    private static IEnumerable<Project> Sort(
        IEnumerable<Project> projects, IReadOnlyDictionary<long, ProjectProgress> progress, string by, string direction)
    {
        Func<Project, long> key = by switch
        {
            "id" => project => project.Id,
            "last_updated" => project => project.Updated.UtcTicks,
            "due_date" => project => project.Settings.DueDate?.UtcTicks ?? long.MaxValue,
            "difficulty" => project => Array.IndexOf(Ranks, project.Settings.Difficulty),
            "percent_mapped" => project => progress[project.Id].PercentMapped,
            "percent_validated" => project => progress[project.Id].PercentValidated,
            _ => project => Array.IndexOf(Ranks, project.Settings.Priority),
        };
        var sorted = direction == "DESC" ? projects.OrderByDescending(key) : projects.OrderBy(key);
        return sorted.ThenByDescending(project => project.Id);
    }

    private static JsonObject Centroids(IEnumerable<Project> projects) => new()
    {
        ["type"] = "FeatureCollection",
        ["features"] = new JsonArray([.. projects.Select(project => (JsonNode)new JsonObject
        {
            ["type"] = "Feature",
            ["geometry"] = GeoJsonWire.Node(project.Area.Centroid),
            ["properties"] = new JsonObject { ["projectId"] = project.Id, ["priority"] = project.Settings.Priority },
        })]),
    };
}
