using OsmTasking.Extraction.Pbf;

namespace OsmTasking.Extraction;

/// <summary>What a file says of itself before its first object.</summary>
public sealed record OsmHeader
{
    /// <summary>Gets the program that wrote the file.</summary>
    /// <value>The default is <c>OsmTasking</c>; null when a file that was read does not say.</value>
    public string? WritingProgram { get; init; } = "OsmTasking";

    /// <summary>Gets west, south, east and north in degrees, EPSG:4326, if known.</summary>
    public (double West, double South, double East, double North)? Bounds { get; init; }

    /// <summary>Gets the time up to which the data is complete, if known. OSM XML cannot hold it.</summary>
    public DateTimeOffset? ReplicationTimestamp { get; init; }

    /// <summary>Gets the sequence number of the last diff in the data, if known. OSM XML cannot hold it.</summary>
    public long? ReplicationSequence { get; init; }

    /// <summary>Gets where diffs for the data are found, if known. OSM XML cannot hold it.</summary>
    public string? ReplicationUrl { get; init; }

    /// <summary>Gets whether the objects are sorted: nodes, ways, relations, each by id and version as <c>osmium sort</c> has it.</summary>
    /// <value>
    /// True is a promise that the writer holds the objects to. The default, null, lets a PBF writer find out where its stream can seek
    /// and say nothing where it cannot. OSM XML cannot hold it.
    /// </value>
    public bool? Sorted { get; init; }

    /// <summary>Gets whether there may be deleted objects, or several versions of one object.</summary>
    /// <value>
    /// With false deleted objects are refused. The default, null, lets a PBF writer find out where its stream can seek
    /// and means false where it cannot. In OSM XML true makes every object say whether it is deleted.
    /// </value>
    public bool? History { get; init; }

    /// <summary>Takes over what the header of a PBF file says, to write it again.</summary>
    /// <param name="header">The header that was read.</param>
    public static OsmHeader From(PbfHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new()
        {
            Bounds = header.Bounds,
            WritingProgram = header.WritingProgram,
            ReplicationTimestamp = header.ReplicationTimestamp,
            ReplicationSequence = header.ReplicationSequence,
            ReplicationUrl = header.ReplicationUrl,
            Sorted = header.OptionalFeatures.Contains(PbfFeatures.Sorted) ? true : null,
            History = header.RequiredFeatures.Contains(PbfFeatures.History) ? true : null,
        };
    }
}
