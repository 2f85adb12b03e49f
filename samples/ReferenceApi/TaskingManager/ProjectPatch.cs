using System.Text.Json;
using System.Text.Json.Nodes;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Reads PATCH projects/{id}/: shape (11) of the reference.</summary>
public static class ProjectPatch
{
    private static readonly string[] Priorities = ["URGENT", "HIGH", "MEDIUM", "LOW"];
    private static readonly string[] Difficulties = ["EASY", "MODERATE", "CHALLENGING"];
    private static readonly string[] Permissions = ["ANY", "TEAMS"];
    private static readonly string[] Types = ["ROADS", "BUILDINGS", "WATERWAYS", "LAND_USE", "OTHER"];
    private static readonly string[] Editors = ["ID", "JOSM", "POTLATCH_2", "FIELD_PAPERS", "CUSTOM", "RAPID"];
    private static readonly string[] Statuses = ["ARCHIVED", "PUBLISHED", "DRAFT"];

    /// <summary>Returns the project as the body wants it; fields that the body lacks stay.</summary>
    public static Project Apply(Project project, JsonBody body, IReadOnlyDictionary<string, Mapper> allowed)
    {
        var old = project.Settings;
        var settings = old with
        {
            Priority = Choice(body, "projectPriority", Priorities, old.Priority),
            Difficulty = Choice(body, "difficulty", Difficulties, old.Difficulty),
            DefaultLocale = body.OptionalText("defaultLocale", 20) ?? old.DefaultLocale,
            Texts = Texts(body, old),
            Mapping = Permission(body, "mappingPermission", old.Mapping),
            Validation = Permission(body, "validationPermission", old.Validation),
            EnforceRandomTask = body.Flag("enforceRandomTaskSelection", old.EnforceRandomTask),
            Private = body.Flag("private", old.Private),
            AllowedMappers = body.Has("allowedUsernames")
                ? [.. body.Texts("allowedUsernames").Select(name => allowed.TryGetValue(name, out var mapper) ? mapper.Id : throw body.Refuse("allowedUsernames", "names somebody who never signed in"))]
                : old.AllowedMappers,
            ChangesetComment = body.OptionalText("changesetComment") ?? old.ChangesetComment,
            Imagery = body.OptionalText("imagery") ?? old.Imagery,
            DueDate = Date(body, "dueDate") ?? old.DueDate,
            MappingTypes = Choices(body, "mappingTypes", Types, old.MappingTypes),
            MappingEditors = Choices(body, "mappingEditors", Editors, old.MappingEditors),
            ValidationEditors = Choices(body, "validationEditors", Editors, old.ValidationEditors),
            Countries = body.Has("countryTag") ? body.Texts("countryTag") : old.Countries,
            Extra = Extra(body, old.Extra),
        };
        var status = Choice(body, "status", Statuses, ProjectWire.StatusName(project.Status)) switch
        {
            "PUBLISHED" => ProjectStatus.Published,
            "ARCHIVED" => ProjectStatus.Archived,
            _ => ProjectStatus.Draft,
        };
        return project with { Status = status, Settings = settings };
    }

    /// <summary>Names that <c>allowedUsernames</c> mentions.</summary>
    public static IReadOnlyList<string> AllowedNames(JsonBody body) => body.Texts("allowedUsernames");

    /// <summary>Why a project cannot be published yet, or null: the default locale needs all its texts.</summary>
    public static IResult? Incomplete(Project project)
    {
        var settings = project.Settings;
        var text = settings.Texts.FirstOrDefault(candidate => candidate.Locale == settings.DefaultLocale);
        if (text is null)
        {
            return Errors.Plain(403, "InfoForLocaleRequired", $" Project info for the default locale {settings.DefaultLocale} is missing.");
        }

        var missing = new[] { ("name", text.Name), ("shortDescription", text.ShortDescription), ("description", text.Description), ("instructions", text.Instructions) }
            .Where(field => string.IsNullOrWhiteSpace(field.Item2)).Select(field => field.Item1).ToList();
        return missing.Count == 0 ? null
            : Errors.Plain(403, "MissingRequiredAttribute", $" Cannot publish: {string.Join(", ", missing)} of locale {text.Locale} is empty.");
    }

    private static List<ProjectText> Texts(JsonBody body, ProjectSettings old)
    {
        var texts = old.Texts.ToDictionary(text => text.Locale);
        if (body.Has("projectInfoLocales"))
        {
            foreach (var entry in body.Objects("projectInfoLocales", 200))
            {
                var locale = entry.Text("locale", 20);
                texts[locale] = new ProjectText(
                    locale, entry.OptionalText("name", 200) ?? "", entry.OptionalText("shortDescription") ?? "", entry.OptionalText("description", 100_000) ?? "",
                    entry.OptionalText("instructions", 100_000) ?? "", entry.OptionalText("perTaskInstructions", 100_000) ?? "");
            }
        }

        return [.. texts.Values];
    }

    private static WorkPermission Permission(JsonBody body, string name, WorkPermission old) => new(
        Choice(body, name, Permissions, old.TeamsOnly ? "TEAMS" : "ANY") == "TEAMS",
        body.OptionalInteger($"{name}LevelId") ?? old.MinimumLevel);

    private static string Choice(JsonBody body, string name, string[] known, string otherwise) => body.OptionalText(name, 50) is not { } value ? otherwise
        : known.Contains(value) ? value
        : throw body.Refuse(name, $"is none of {string.Join(", ", known)}");

    private static IReadOnlyList<string> Choices(JsonBody body, string name, string[] known, IReadOnlyList<string> otherwise) => !body.Has(name) ? otherwise
        : body.Texts(name) is var values && values.All(known.Contains) ? values
        : throw body.Refuse(name, $"has an entry that is none of {string.Join(", ", known)}");

    private static DateTimeOffset? Date(JsonBody body, string name) => body.OptionalText(name, 50) is not { } text ? null
        : DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var date) ? date
        : throw body.Refuse(name, "is not an ISO 8601 date");

    private static string? Extra(JsonBody body, string? old)
    {
        var extra = old is null ? new JsonObject() : JsonNode.Parse(old)!.AsObject();
        foreach (var name in ProjectWire.ExtraNames)
        {
            if (body.Element.TryGetProperty(name, out var value))
            {
                extra[name] = value.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(value.GetRawText());
            }
        }

        return extra.Count == 0 ? null : extra.ToJsonString();
    }
}
