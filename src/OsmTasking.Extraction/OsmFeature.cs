using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction;

/// <summary>An OSM object with its geometry, as it passes by: valid only during <see cref="IFeatureSink.Write"/>.</summary>
public readonly ref struct OsmFeature
{
    private readonly OsmBlock _block;
    private readonly OsmSlice _tags;

    internal OsmFeature(OsmBlock block, OsmKind kind, long id, OsmSlice tags, OsmInfo info, PackedGeometry geometry)
    {
        _block = block;
        _tags = tags;
        Kind = kind;
        Id = id;
        Info = info;
        Geometry = geometry;
    }

    /// <summary>Gets the kind of the object.</summary>
    public OsmKind Kind { get; }

    /// <summary>Gets the id, unique within its kind.</summary>
    public long Id { get; }

    /// <summary>Gets who wrote this version; the user name is <see cref="User"/>.</summary>
    public OsmInfo Info { get; }

    /// <summary>Gets the name of the user as UTF-8; empty when the source has none.</summary>
    public ReadOnlySpan<byte> User => _block.Utf8(Info.User);

    /// <summary>Gets the tags as UTF-8.</summary>
    public TagView Tags => new(_block, _tags);

    /// <summary>Gets the geometry.</summary>
    public PackedGeometry Geometry { get; }

    /// <summary>
    /// Gets why the geometry is not what it should be, or <see cref="ProblemReason.None"/>: a relation without some of its members, or an area
    /// as the lines it is drawn with (<see cref="ExtractOptions.Repair"/>).
    /// </summary>
    public ProblemReason Problem { get; init; }

    /// <summary>Gets the shape the object has where <see cref="Geometry"/> only stands for it, such as its centre; otherwise nothing.</summary>
    internal Shapes Source { get; init; }

    /// <summary>Gets the tags as the text of a JSON object, in the place of <see cref="Tags"/>; empty where they are there.</summary>
    internal ReadOnlySpan<byte> TagText { get; init; }

    /// <summary>Gets the nodes of a way, in order; empty for other kinds.</summary>
    public ReadOnlySpan<long> Refs => _block.Refs(Parts.Way);

    /// <summary>Gets the members of a relation, in order; empty for other kinds. Their roles are told by <see cref="Role"/>.</summary>
    public ReadOnlySpan<OsmMember> Members => _block.Members(Parts.Relation);

    /// <summary>Gets whether the geometry may lack some nodes of the way: an area that had to be cut at crossings or spikes.</summary>
    public bool IsMended { get; init; }

    internal (OsmSlice Way, OsmSlice Relation) Parts { get; init; }

    /// <summary>Gets the role of a member as UTF-8.</summary>
    public ReadOnlySpan<byte> Role(OsmMember member) => _block.Utf8(member.Role);

    internal (OsmBlock Block, OsmSlice Slice) TagsInBlock => (_block, _tags);

    internal OsmFeature With(PackedGeometry geometry) =>
        new(_block, Kind, Id, _tags, Info, geometry) { Problem = Problem, IsMended = IsMended, Parts = Parts, Source = Source, TagText = TagText };

    /// <summary>The centre of the object in the place of its geometry.</summary>
    internal OsmFeature At(PackedGeometry centre) =>
        new(_block, Kind, Id, _tags, Info, centre) { Problem = Problem, IsMended = IsMended, Parts = Parts, Source = Source == Shapes.None ? Geometry.Kind.Shape() : Source, TagText = TagText };

    /// <summary>The object with other tags.</summary>
    /// <param name="block">Where the tags are, and nothing else: the user's name is lost.</param>
    /// <param name="tags">Where in it.</param>
    internal OsmFeature Tagged(OsmBlock block, OsmSlice tags) =>
        new(block, Kind, Id, tags, Info with { User = 0 }, Geometry) { Problem = Problem, Source = Source };

    /// <summary>Gets the word for a kind as used in ids: node, way, relation.</summary>
    public static string KindName(OsmKind kind) => kind switch
    {
        OsmKind.Node => "node",
        OsmKind.Way => "way",
        _ => "relation",
    };
}

/// <summary>Takes features one by one: a writer, a database load, a check.</summary>
public interface IFeatureSink
{
    /// <summary>Takes a feature. It and all its spans are only valid during the call.</summary>
    void Write(in OsmFeature feature);
}
