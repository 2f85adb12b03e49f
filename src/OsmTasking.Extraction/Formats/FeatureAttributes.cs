namespace OsmTasking.Extraction.Formats;

/// <summary>Which facts about an object are written beside its tags; each becomes a property whose name begins with <c>@</c>.</summary>
[Flags]
public enum FeatureAttributes
{
    /// <summary>None: tags only.</summary>
    None = 0,

    /// <summary><c>@type</c>: node, way or relation.</summary>
    Type = 1,

    /// <summary><c>@id</c>: the id, unique within its kind.</summary>
    Id = 2,

    /// <summary><c>@version</c>: the version, from 1.</summary>
    Version = 4,

    /// <summary><c>@changeset</c>: the changeset that wrote the version.</summary>
    Changeset = 8,

    /// <summary><c>@timestamp</c>: when the version was written, ISO 8601, UTC.</summary>
    Timestamp = 16,

    /// <summary><c>@uid</c>: the id of who wrote it.</summary>
    UserId = 32,

    /// <summary><c>@user</c>: the name of who wrote it.</summary>
    User = 64,

    /// <summary><c>@problem</c>: why the geometry is not whole, where it is not; the name of a <see cref="Geometries.ProblemReason"/>.</summary>
    Problem = 128,

    /// <summary>
    /// Not an attribute: names as raw-data-api has them, <c>osm_id</c>, <c>osm_type</c>, <c>version</c>, <c>changeset</c>, <c>timestamp</c>,
    /// <c>uid</c>, <c>user</c>, where the type is the name of its table (nodes, ways_line, ways_poly, relations).
    /// </summary>
    RawDataNames = 256,

    /// <summary>All attributes. What a source does not have is left out of the row.</summary>
    All = Type | Id | Version | Changeset | Timestamp | UserId | User | Problem,
}
