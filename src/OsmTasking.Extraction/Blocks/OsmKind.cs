namespace OsmTasking.Extraction.Blocks;

/// <summary>The three kinds of OSM objects, numbered as in PBF member types.</summary>
public enum OsmKind : byte
{
    /// <summary>A point with a location.</summary>
    Node = 0,

    /// <summary>An ordered list of nodes.</summary>
    Way = 1,

    /// <summary>An ordered list of members with roles.</summary>
    Relation = 2,
}
