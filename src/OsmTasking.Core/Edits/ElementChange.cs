namespace OsmTasking.Core.Edits;

/// <summary>What a mapper wants done to one element.</summary>
/// <param name="Element">The element.</param>
public abstract record ElementChange(OsmElementId Element)
{
    /// <summary>Tags set or taken away; everything else stays as it is in OSM.</summary>
    /// <param name="Element">The element.</param>
    /// <param name="Version">The version the mapper saw.</param>
    /// <param name="Tags">Keys with their new values; <see langword="null"/> takes the tag away.</param>
    public sealed record TagFix(OsmElementId Element, int Version, IReadOnlyDictionary<string, string?> Tags) : ElementChange(Element);

    /// <summary>A new element; its id is negative and names it within the edit.</summary>
    /// <param name="Content">The element.</param>
    public sealed record Create(OsmElement Content) : ElementChange(Content.Element);

    /// <summary>An element as it shall be; its version is the one the mapper saw.</summary>
    /// <param name="Content">The element.</param>
    public sealed record Modify(OsmElement Content) : ElementChange(Content.Element);

    /// <summary>An element that shall go.</summary>
    /// <param name="Element">The element.</param>
    /// <param name="Version">The version the mapper saw.</param>
    /// <param name="IfUnused">True when it may stay where something else uses it, or may be gone already.</param>
    public sealed record Delete(OsmElementId Element, int Version, bool IfUnused) : ElementChange(Element);
}
