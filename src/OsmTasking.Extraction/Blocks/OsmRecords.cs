using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Blocks;

/// <summary>Who wrote this version of an object, and when.</summary>
/// <param name="Version">Version, from 1; 0 when the file has none.</param>
/// <param name="Timestamp">Seconds since 1970-01-01 UTC; 0 when the file has none.</param>
/// <param name="Changeset">Changeset id; 0 when the file has none.</param>
/// <param name="UserId">User id; 0 when the file has none (or the edit was anonymous).</param>
/// <param name="User">Index of the user name in the block's strings; 0, the empty string, when the file has none.</param>
/// <param name="Visible">False for a deleted version in a history file.</param>
public readonly record struct OsmInfo(int Version, long Timestamp, long Changeset, long UserId, int User, bool Visible);

/// <summary>A tag as two indexes into the block's strings.</summary>
public readonly record struct OsmTag(int Key, int Value);

/// <summary>A stretch of one of the block's flat arrays.</summary>
public readonly record struct OsmSlice(int Start, int Length);

/// <summary>A node.</summary>
/// <param name="Id">The id; negative for objects not yet uploaded.</param>
/// <param name="Longitude">Longitude in 1e-7 degrees, EPSG:4326.</param>
/// <param name="Latitude">Latitude in 1e-7 degrees, EPSG:4326.</param>
/// <param name="Tags">Where its tags are in the block.</param>
/// <param name="Info">Who wrote it.</param>
public readonly record struct OsmNode(long Id, int Longitude, int Latitude, OsmSlice Tags, OsmInfo Info);

/// <summary>A way.</summary>
/// <param name="Id">The id.</param>
/// <param name="Refs">Where its node ids are in the block.</param>
/// <param name="Tags">Where its tags are in the block.</param>
/// <param name="Info">Who wrote it.</param>
public readonly record struct OsmWay(long Id, OsmSlice Refs, OsmSlice Tags, OsmInfo Info)
{
    /// <summary>Gets where the locations of its nodes are in the block, where the source has them beside the ids (LocationsOnWays); empty otherwise.</summary>
    public OsmSlice Locations { get; init; }
}

/// <summary>A place.</summary>
/// <param name="Longitude">Longitude in 1e-7 degrees, EPSG:4326.</param>
/// <param name="Latitude">Latitude in 1e-7 degrees, EPSG:4326.</param>
public readonly record struct OsmLocation(int Longitude, int Latitude);

/// <summary>A relation.</summary>
/// <param name="Id">The id.</param>
/// <param name="Members">Where its members are in the block.</param>
/// <param name="Tags">Where its tags are in the block.</param>
/// <param name="Info">Who wrote it.</param>
public readonly record struct OsmRelation(long Id, OsmSlice Members, OsmSlice Tags, OsmInfo Info);

/// <summary>A member of a relation; <paramref name="Role"/> is an index into the block's strings.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OsmMember(OsmKind Kind, long Id, int Role);
