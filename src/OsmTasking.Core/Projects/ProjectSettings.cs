namespace OsmTasking.Core.Projects;

/// <summary>What a project's managers can edit. Kept by the stores as one JSON document.</summary>
public sealed record ProjectSettings
{
    /// <summary>Gets the texts, one entry a locale.</summary>
    public IReadOnlyList<ProjectText> Texts { get; init; } = [];

    /// <summary>Gets the locale that fills the gaps of the others.</summary>
    public string DefaultLocale { get; init; } = "en";

    /// <summary>Gets the priority: URGENT, HIGH, MEDIUM or LOW.</summary>
    public string Priority { get; init; } = "MEDIUM";

    /// <summary>Gets the difficulty: EASY, MODERATE or CHALLENGING.</summary>
    public string Difficulty { get; init; } = "EASY";

    /// <summary>Gets who may map.</summary>
    public WorkPermission Mapping { get; init; } = WorkPermission.Anyone;

    /// <summary>Gets who may validate.</summary>
    public WorkPermission Validation { get; init; } = WorkPermission.Anyone;

    /// <summary>Gets whether only <see cref="AllowedMappers"/> see the project.</summary>
    public bool Private { get; init; }

    /// <summary>Gets the ids of the mappers who see a private project.</summary>
    public IReadOnlyList<long> AllowedMappers { get; init; } = [];

    /// <summary>Gets whether tasks came from a grid (or else from given features).</summary>
    public bool FromGrid { get; init; } = true;

    /// <summary>Gets whether mappers get a random task instead of choosing one.</summary>
    public bool EnforceRandomTask { get; init; }

    /// <summary>Gets what is to be mapped: ROADS, BUILDINGS, WATERWAYS, LAND_USE, OTHER.</summary>
    public IReadOnlyList<string> MappingTypes { get; init; } = [];

    /// <summary>Gets the editors offered to mappers: ID, JOSM, POTLATCH_2, FIELD_PAPERS, CUSTOM, RAPID.</summary>
    public IReadOnlyList<string> MappingEditors { get; init; } = ["ID", "JOSM"];

    /// <summary>Gets the editors offered to validators.</summary>
    public IReadOnlyList<string> ValidationEditors { get; init; } = ["ID", "JOSM"];

    /// <summary>Gets the comment of changesets.</summary>
    public string? ChangesetComment { get; init; }

    /// <summary>Gets the imagery: a name or an address template.</summary>
    public string? Imagery { get; init; }

    /// <summary>Gets when the work should be done.</summary>
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>Gets the ISO names of the countries the area lies in.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>
    /// Gets fields of the wire that the domain has no rule about (editor parameters, presets, filters …), as one JSON
    /// object; null when there are none.
    /// </summary>
    public string? Extra { get; init; }

    /// <summary>Returns the text for a locale, its gaps filled from the default locale.</summary>
    public ProjectText TextFor(string? locale)
    {
        var fallback = Texts.FirstOrDefault(text => text.Locale == DefaultLocale) ?? new ProjectText(DefaultLocale, string.Empty);
        return Texts.FirstOrDefault(text => text.Locale == locale)?.FilledFrom(fallback) ?? fallback;
    }
}

/// <summary>A project's texts in one locale. Markdown is kept as written; showing it safely is the reader's duty.</summary>
public sealed record ProjectText(string Locale, string Name, string ShortDescription = "", string Description = "", string Instructions = "", string PerTaskInstructions = "")
{
    internal ProjectText FilledFrom(ProjectText other) => new(
        Locale,
        Pick(Name, other.Name),
        Pick(ShortDescription, other.ShortDescription),
        Pick(Description, other.Description),
        Pick(Instructions, other.Instructions),
        Pick(PerTaskInstructions, other.PerTaskInstructions));

    private static string Pick(string mine, string theirs) => mine.Length > 0 ? mine : theirs;
}

/// <summary>Who may do a kind of work.</summary>
/// <param name="TeamsOnly">Whether only members of the project's teams may.</param>
/// <param name="MinimumLevel">The lowest <see cref="People.Mapper.Level"/> that may, from 1.</param>
public sealed record WorkPermission(bool TeamsOnly, int MinimumLevel)
{
    /// <summary>Everybody who signed in.</summary>
    public static WorkPermission Anyone { get; } = new(false, 1);
}
