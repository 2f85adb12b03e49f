using System.Globalization;
using System.Text.Json;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>How a project is run, on the wire.</summary>
internal sealed class ItemSettingsWire(ItemProject project, ItemRole role)
{
    internal static readonly string[] Names = ["lease_minutes", "spacing", "everybody", "roles", "claims_per_hour", "imports_per_day", "most_items"];

    public int lease_minutes => project.Settings.LeaseMinutes;

    public double spacing => project.Settings.Spacing;

    public string everybody => Word(project.Settings.Everybody);

    public IReadOnlyDictionary<string, string> roles =>
        project.Settings.Roles.ToDictionary(entry => entry.Key.ToString(CultureInfo.InvariantCulture), entry => Word(entry.Value));

    public int claims_per_hour => project.Settings.ClaimsPerHour;

    public int imports_per_day => project.Settings.ImportsPerDay;

    public int most_items => project.Settings.MostItems;

    public long owner => project.OwnerId;

    public string your_role => Word(role);

    public bool is_archived => project.Archived;

    /// <summary>Reads what was sent; what was not stays.</summary>
    internal static ItemProjectSettings Read(ToFixBody body, ItemProjectSettings before) => before with
    {
        LeaseMinutes = Whole(body, "lease_minutes", 1, 1440) ?? before.LeaseMinutes,
        Spacing = body.Has("spacing") ? Metres(body["spacing"]) : before.Spacing,
        Everybody = body.Text("everybody", 20, "everybody must be a role") is { } word ? Role("everybody", word) : before.Everybody,
        Roles = body.Has("roles") ? People(body["roles"]) : before.Roles,
        ClaimsPerHour = Whole(body, "claims_per_hour", 0, 100_000) ?? before.ClaimsPerHour,
        ImportsPerDay = Whole(body, "imports_per_day", 0, 100_000) ?? before.ImportsPerDay,
        MostItems = Whole(body, "most_items", 0, 100_000_000) ?? before.MostItems,
    };

    private static string Word(ItemRole role) => role switch
    {
        ItemRole.Manager => "manager",
        ItemRole.Editor => "editor",
        ItemRole.Mapper => "mapper",
        _ => "reader",
    };

    private static ItemRole Role(string name, string? word) => word switch
    {
        "reader" => ItemRole.Reader,
        "mapper" => ItemRole.Mapper,
        "editor" => ItemRole.Editor,
        "manager" => ItemRole.Manager,
        _ => throw Say.Bad($"{name} must be reader, mapper, editor or manager"),
    };

    private static Dictionary<long, ItemRole> People(JsonElement roles)
    {
        const int Most = 1000;
        if (roles.ValueKind != JsonValueKind.Object || roles.EnumerateObject().Count() > Most)
        {
            throw Say.Bad($"roles must be an object of at most {Most} user ids");
        }

        var people = new Dictionary<long, ItemRole>();
        foreach (var entry in roles.EnumerateObject())
        {
            people[long.TryParse(entry.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : throw Say.Bad("roles must be an object whose keys are user ids")] =
                Role("roles", entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null);
        }

        return people;
    }

    private static double Metres(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var metres) && metres is >= 0 and <= 100_000 ? metres : throw Say.Bad("spacing must be 0 to 100000 metres");

    private static int? Whole(ToFixBody body, string name, int low, int high) => !body.Has(name) ? null
        : body[name].ValueKind == JsonValueKind.Number && body[name].TryGetInt32(out var number) && number >= low && number <= high ? number
        : throw Say.Bad($"{name} must be a whole number from {low} to {high}");
}
