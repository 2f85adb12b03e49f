namespace OsmTasking.Core.People;

/// <summary>Somebody who signed in.</summary>
/// <param name="Id">The OSM user id; local mappers of the development sign-in have negative ids, which OSM never gives.</param>
/// <param name="Username">The name shown. Unique, case-insensitively.</param>
/// <param name="Role">What they may do everywhere.</param>
/// <param name="Level">Experience: 1 beginner, 2 intermediate, 3 advanced.</param>
/// <param name="Registered">When they first signed in.</param>
public sealed record Mapper(long Id, string Username, MapperRole Role, int Level, DateTimeOffset Registered)
{
    /// <summary>Gets the address of a picture, if OSM has one.</summary>
    public string? PictureUrl { get; init; }
}

/// <summary>What somebody may do everywhere; Tasking Manager's numbers.</summary>
public enum MapperRole
{
    /// <summary>Blocked: may read.</summary>
    ReadOnly = -1,

    /// <summary>May map.</summary>
    Mapper = 0,

    /// <summary>May do everything.</summary>
    Admin = 1,
}
