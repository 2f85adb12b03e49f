namespace OsmTasking.Core.Items;

/// <summary>Names an item: its project, and its number in the project, from 1.</summary>
public readonly record struct ItemId(long ProjectId, long Number);

/// <summary>A place: EPSG:4326, degrees.</summary>
/// <param name="Longitude">−180 to 180.</param>
/// <param name="Latitude">−90 to 90.</param>
public readonly record struct ItemPin(double Longitude, double Latitude)
{
    /// <summary>Gets a value indicating whether both numbers are finite and on the globe.</summary>
    public bool IsOnGlobe => Math.Abs(Longitude) <= 180 && Math.Abs(Latitude) <= 90;
}

/// <summary>Somebody's exclusive right to finish an item, for a while.</summary>
/// <param name="HolderId">The mapper.</param>
/// <param name="Token">
/// The fencing token: raised with every change of hands and never reused for the item, so a late writer who shows an old
/// one is known as such.
/// </param>
/// <param name="Until">The first instant without the lease.</param>
public sealed record ItemLease(long HolderId, long Token, DateTimeOffset Until)
{
    /// <summary>Whether the lease still holds.</summary>
    public bool IsLive(DateTimeOffset now) => Until > now;
}

/// <summary>What an item says; editing it does not touch its lease.</summary>
/// <param name="Instructions">What to do, 1 to <see cref="ItemRules.LongestInstructions"/> characters.</param>
public sealed record ItemContent(string Instructions)
{
    /// <summary>Gets a JSON object with whatever the maker wanted to keep.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Gets a GeoJSON FeatureCollection, or <see langword="null"/> when there is none or it was not asked for.</summary>
    public string? Features { get; init; }

    /// <summary>Gets who a client says changed the mapped object last.</summary>
    public string ModifiedBy { get; init; } = string.Empty;

    /// <summary>Gets when a client says the mapped object was changed last.</summary>
    public string ModifiedDate { get; init; } = string.Empty;
}

/// <summary>One small piece of work at a place.</summary>
/// <param name="Id">Its project and number; the number is 0 before it is stored.</param>
/// <param name="ExternalId">The maker's key, unique in the project: a second import finds the item by it.</param>
/// <param name="Pin">Where it is.</param>
/// <param name="Content">What it says.</param>
public sealed record Item(ItemId Id, string ExternalId, ItemPin Pin, ItemContent Content)
{
    /// <summary>Gets what is known about it.</summary>
    public ItemStatus Status { get; init; }

    /// <summary>Gets the lease, live or expired, or <see langword="null"/>.</summary>
    public ItemLease? Lease { get; init; }

    /// <summary>Gets the highest fencing token ever given out, 0 before the first.</summary>
    public long Token { get; init; }

    /// <summary>Gets who gave it its present status with the present token; <see langword="null"/> while nobody has.</summary>
    public long? FinishedBy { get; init; }

    /// <summary>Gets the priority that its quadkey has: higher goes out first.</summary>
    public double Priority { get; init; }

    /// <summary>Gets a value indicating whether it was deleted; it is kept for its history.</summary>
    public bool Archived { get; init; }

    /// <summary>Gets who made it.</summary>
    public long CreatedBy { get; init; }

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when it was last written.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the version, for compare-and-swap: raised by one with every write.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Gets the quadkey of zoom 13 that the pin lies in.</summary>
    public string Quadkey => Quadkeys.At(Pin);

    /// <summary>Returns the lease if it holds at <paramref name="now"/>.</summary>
    public ItemLease? LiveLease(DateTimeOffset now) => Lease is { } lease && lease.IsLive(now) ? lease : null;
}
