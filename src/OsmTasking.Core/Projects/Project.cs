using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Projects;

/// <summary>An area that is mapped together.</summary>
/// <param name="Id">The id; 0 before the project is stored.</param>
/// <param name="Status">Whether it is open to mappers.</param>
/// <param name="AuthorId">Who made it.</param>
/// <param name="Area">Polygon or MultiPolygon, EPSG:4326, longitude then latitude, degrees. Never changes.</param>
/// <param name="Settings">Everything that its managers can edit.</param>
public sealed record Project(long Id, ProjectStatus Status, long AuthorId, Geometry Area, ProjectSettings Settings)
{
    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when its settings or status were last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the version, for compare-and-swap: 1 when made, raised by one with every write.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>Whether a project is open; Tasking Manager's numbers.</summary>
public enum ProjectStatus
{
    /// <summary>Closed: it can be read, not worked on.</summary>
    Archived = 0,

    /// <summary>Open.</summary>
    Published = 1,

    /// <summary>Being prepared; only its managers see it.</summary>
    Draft = 2,
}
