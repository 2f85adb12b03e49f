namespace OsmTasking.Core.Items;

/// <summary>A list of items that belong together.</summary>
/// <param name="Id">The id; 0 before it is stored.</param>
/// <param name="Key">The id that to-fix clients see.</param>
/// <param name="Name">The name, unique among all, archived ones included; 1 to 255 characters.</param>
/// <param name="OwnerId">Who made it, and so manages it.</param>
public sealed record ItemProject(long Id, Guid Key, string Name, long OwnerId)
{
    /// <summary>Gets the set of quadkey priorities that orders its items; <see langword="null"/> for the common set.</summary>
    public string? QuadkeySet { get; init; }

    /// <summary>Gets a JSON object with whatever its makers want to keep.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Gets a value indicating whether it is closed.</summary>
    public bool Archived { get; init; }

    /// <summary>Gets how it is run.</summary>
    public ItemProjectSettings Settings { get; init; } = new();

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when it was last written.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the version, for compare-and-swap.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>How an item project is run.</summary>
public sealed record ItemProjectSettings
{
    /// <summary>Gets how long a lease lasts, minutes, 1 to 1440; 15 as in to-fix.</summary>
    public int LeaseMinutes { get; init; } = 15;

    /// <summary>Gets the distance to keep from what others hold, metres; 0 for none.</summary>
    public double Spacing { get; init; }

    /// <summary>Gets what somebody may do who is named nowhere.</summary>
    public ItemRole Everybody { get; init; } = ItemRole.Mapper;

    /// <summary>Gets what certain mappers may do, by their id.</summary>
    public IReadOnlyDictionary<long, ItemRole> Roles { get; init; } = new Dictionary<long, ItemRole>();

    /// <summary>Gets how many items a mapper may claim in an hour of the clock; 0 for no limit.</summary>
    public int ClaimsPerHour { get; init; }

    /// <summary>Gets how many imports a mapper may start in a day (UTC); 0 for no limit.</summary>
    public int ImportsPerDay { get; init; }

    /// <summary>Gets how many items the project may have; 0 for no limit.</summary>
    public int MostItems { get; init; }
}

/// <summary>What somebody may do in an item project; each role may do what the ones before it may.</summary>
public enum ItemRole
{
    /// <summary>See it.</summary>
    Reader = 0,

    /// <summary>Work on its items.</summary>
    Mapper = 1,

    /// <summary>Make, import, edit and delete items.</summary>
    Editor = 2,

    /// <summary>Change the project itself, its roles and its priorities.</summary>
    Manager = 3,
}
