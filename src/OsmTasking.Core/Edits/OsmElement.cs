namespace OsmTasking.Core.Edits;

/// <summary>The kinds of OSM elements, in the order in which an upload creates them.</summary>
public enum OsmElementKind
{
    /// <summary>A point.</summary>
    Node = 0,

    /// <summary>An ordered list of nodes.</summary>
    Way = 1,

    /// <summary>An ordered list of members with roles.</summary>
    Relation = 2,
}

/// <summary>An element by its kind and id; negative ids stand for elements that are not in OSM yet.</summary>
public readonly record struct OsmElementId(OsmElementKind Kind, long Id)
{
    /// <summary>Gets the word for the kind as OSM has it.</summary>
    public string KindName => Kind switch { OsmElementKind.Node => "node", OsmElementKind.Way => "way", _ => "relation" };

    /// <summary>Says it as OSM does: way/12.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{KindName}/{Id}");
}

/// <summary>A member of a relation.</summary>
public readonly record struct OsmElementMember(OsmElementId Element, string Role);

/// <summary>One version of an OSM element.</summary>
/// <param name="Element">Its kind and id.</param>
/// <param name="Version">The version, from 1; 0 for an element not in OSM yet.</param>
public sealed record OsmElement(OsmElementId Element, int Version)
{
    /// <summary>Gets the tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the longitude of a node in degrees, EPSG:4326.</summary>
    public double? Longitude { get; init; }

    /// <summary>Gets the latitude of a node in degrees, EPSG:4326.</summary>
    public double? Latitude { get; init; }

    /// <summary>Gets the node ids of a way.</summary>
    public IReadOnlyList<long> Nodes { get; init; } = [];

    /// <summary>Gets the members of a relation.</summary>
    public IReadOnlyList<OsmElementMember> Members { get; init; } = [];

    /// <summary>Gets a value indicating whether this version is not a deletion.</summary>
    public bool IsVisible { get; init; } = true;

    /// <summary>Tells whether the tags are the same.</summary>
    public bool HasTagsOf(OsmElement other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tags.Count == other.Tags.Count && Tags.All(tag => other.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);
    }

    /// <summary>Tells whether place, nodes and members are the same; places to OSM's 1e-7 degrees.</summary>
    public bool HasShapeOf(OsmElement other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Near(Longitude, other.Longitude) && Near(Latitude, other.Latitude) && Nodes.SequenceEqual(other.Nodes) && Members.SequenceEqual(other.Members);

        static bool Near(double? one, double? two) => one is null == two is null && Math.Abs((one ?? 0) - (two ?? 0)) < 0.5e-7;
    }
}
