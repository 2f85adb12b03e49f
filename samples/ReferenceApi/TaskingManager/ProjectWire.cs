using System.Text.Json.Nodes;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Projects on the wire: shapes (8), (10) and (12) of the reference.</summary>
public static class ProjectWire
{
    /// <summary>Fields that the domain has no rule about, with what they are while nobody has set them.</summary>
    private static readonly Dictionary<string, JsonNode?> ExtraDefaults = new()
    {
        ["mappingPermissionLevelId"] = null,
        ["validationPermissionLevelId"] = null,
        ["osmchaFilterId"] = null,
        ["josmPreset"] = null,
        ["idPresets"] = new JsonArray(),
        ["extraIdParams"] = null,
        ["rapidPowerUser"] = false,
        ["licenseId"] = null,
        ["customEditor"] = null,
        ["priorityAreas"] = null,
        ["organisation"] = null,
        ["database"] = "OSM",
        ["sandbox"] = false,
    };

    /// <summary>Names of <see cref="ExtraDefaults"/>: what PATCH keeps as it came.</summary>
    public static IReadOnlyCollection<string> ExtraNames => ExtraDefaults.Keys;

    /// <summary>A line of the project list.</summary>
    public static JsonObject ListItem(Project project, ProjectProgress progress, Mapper? author, string? locale, int activeMappers, int contributors)
    {
        var text = project.Settings.TextFor(locale);
        return new JsonObject
        {
            ["projectId"] = project.Id,
            ["locale"] = text.Locale,
            ["name"] = text.Name,
            ["shortDescription"] = text.ShortDescription,
            ["difficulty"] = project.Settings.Difficulty,
            ["priority"] = project.Settings.Priority,
            ["organisationName"] = null,
            ["organisationLogo"] = null,
            ["campaigns"] = new JsonArray(),
            ["percentMapped"] = progress.PercentMapped,
            ["percentValidated"] = progress.PercentValidated,
            ["status"] = StatusName(project.Status),
            ["activeMappers"] = activeMappers,
            ["lastUpdated"] = UtcTimes.Text(project.Updated),
            ["dueDate"] = project.Settings.DueDate is { } due ? UtcTimes.Text(due) : null,
            ["totalContributors"] = contributors,
            ["country"] = Strings(project.Settings.Countries),
            ["sandbox"] = false,
            ["database"] = "OSM",
            ["creationDate"] = UtcTimes.Text(project.Created),
            ["author"] = author?.Username,
            ["partnerNames"] = null,
            ["totalAreaSquareKilometers"] = null,
        };
    }

    /// <summary>Everything about a project that needs neither its geometry nor its tasks.</summary>
    public static JsonObject Summary(Project project, ProjectProgress progress, Mapper? author, string? locale, IReadOnlyDictionary<long, Mapper> people)
    {
        var settings = project.Settings;
        var extra = settings.Extra is null ? null : JsonNode.Parse(settings.Extra)!.AsObject();
        var centroid = project.Area.Centroid;
        var dto = new JsonObject
        {
            ["projectId"] = project.Id,
            ["status"] = StatusName(project.Status),
            ["projectPriority"] = settings.Priority,
            ["defaultLocale"] = settings.DefaultLocale,
            ["projectInfo"] = Text(settings.TextFor(locale)),
            ["difficulty"] = settings.Difficulty,
            ["mappingPermission"] = settings.Mapping.TeamsOnly ? "TEAMS" : "ANY",
            ["validationPermission"] = settings.Validation.TeamsOnly ? "TEAMS" : "ANY",
            ["enforceRandomTaskSelection"] = settings.EnforceRandomTask,
            ["private"] = settings.Private,
            ["changesetComment"] = settings.ChangesetComment ?? $"#osmtasking-project-{project.Id}",
            ["dueDate"] = settings.DueDate is { } due ? UtcTimes.Text(due) : null,
            ["imagery"] = settings.Imagery,
            ["mappingTypes"] = Strings(settings.MappingTypes),
            ["campaigns"] = new JsonArray(),
            ["organisationName"] = null,
            ["organisationSlug"] = null,
            ["organisationLogo"] = null,
            ["countryTag"] = Strings(settings.Countries),
            ["allowedUsernames"] = Strings(settings.AllowedMappers.Select(id => people.GetValueOrDefault(id)?.Username).OfType<string>()),
            ["created"] = UtcTimes.Text(project.Created),
            ["lastUpdated"] = UtcTimes.Text(project.Updated),
            ["author"] = author?.Username,
            ["percentMapped"] = progress.PercentMapped,
            ["percentValidated"] = progress.PercentValidated,
            ["percentBadImagery"] = progress.PercentBadImagery,
            ["teams"] = new JsonArray(),
            ["mappingEditors"] = Strings(settings.MappingEditors),
            ["validationEditors"] = Strings(settings.ValidationEditors),
            ["aoiCentroid"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(centroid.X, centroid.Y) },
        };
        foreach (var (name, otherwise) in ExtraDefaults)
        {
            dto[name] = extra is not null && extra.TryGetPropertyValue(name, out var value) ? value?.DeepClone() : otherwise?.DeepClone();
        }

        dto["mappingPermissionLevelId"] = settings.Mapping.MinimumLevel;
        dto["validationPermissionLevelId"] = settings.Validation.MinimumLevel;
        return dto;
    }

    /// <summary>Adds what only the full project has, geometry and tasks aside.</summary>
    public static void AddDetails(JsonObject dto, Project project, int activeMappers)
    {
        var box = project.Area.EnvelopeInternal;
        dto["aoiBBOX"] = new JsonArray(box.MinX, box.MinY, box.MaxX, box.MaxY);
        dto["projectInfoLocales"] = new JsonArray([.. project.Settings.Texts.Select(Text)]);
        dto["activeMappers"] = activeMappers;
        dto["taskCreationMode"] = project.Settings.FromGrid ? "GRID" : "ARBITRARY";
        dto["interests"] = new JsonArray();
        dto.Remove("aoiCentroid");
    }

    public static string StatusName(ProjectStatus status) => status switch
    {
        ProjectStatus.Published => "PUBLISHED",
        ProjectStatus.Archived => "ARCHIVED",
        _ => "DRAFT",
    };

    private static JsonNode Text(ProjectText text) => new JsonObject
    {
        ["locale"] = text.Locale,
        ["name"] = text.Name,
        ["shortDescription"] = text.ShortDescription,
        ["description"] = text.Description,
        ["instructions"] = text.Instructions,
        ["perTaskInstructions"] = text.PerTaskInstructions,
    };

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
