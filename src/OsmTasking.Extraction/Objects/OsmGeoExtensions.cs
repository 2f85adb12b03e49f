using OsmSharp;
using OsmSharp.Streams;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>The ways between OsmSharp's objects and ours.</summary>
public static class OsmGeoExtensions
{
    /// <summary>Makes a source of OsmSharp's objects: a list, or one of its streams.</summary>
    /// <param name="objects">The objects; each has an id, and a node that is not deleted a location.</param>
    public static IOsmSource ToOsmSource(this IEnumerable<OsmGeo> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return new OsmGeoSource(objects);
    }

    /// <summary>
    /// Gives the objects of a source as OsmSharp's, in file order: <c>OsmFile.Open(path).ToOsmGeo()</c> takes the place of
    /// <c>new PBFOsmStreamSource(stream)</c>.
    /// </summary>
    /// <remarks>
    /// The source is read while the objects are taken, a few blocks ahead; a faulty one throws <see cref="OsmFormatException"/> after
    /// the objects before the fault. What an object lacks is null; tags never are. Of several tags with one key the first is kept.
    /// </remarks>
    /// <param name="source">Where from.</param>
    /// <param name="kinds">Kinds to give.</param>
    public static IEnumerable<OsmGeo> ToOsmGeo(this IOsmSource source, OsmKinds kinds = OsmKinds.All)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new OsmGeoSequence(source, kinds);
    }

    /// <summary>Gives a source as one of OsmSharp's streams, for its filters and targets.</summary>
    /// <param name="source">Where from.</param>
    public static OsmStreamSource ToOsmStream(this IOsmSource source) => new OsmGeoStream(source.ToOsmGeo());

    /// <summary>Writes OsmSharp's objects in the order in which they come.</summary>
    /// <param name="target">Where to; it is not disposed of.</param>
    /// <param name="objects">The objects; each has an id, and a node that is not deleted a location.</param>
    /// <exception cref="OsmFormatException">An object lacks what it must have, or the format cannot hold it.</exception>
    public static void Write(this IOsmTarget target, IEnumerable<OsmGeo> objects)
    {
        ArgumentNullException.ThrowIfNull(target);
        objects.ToOsmSource().Read(OsmKinds.All, target.Write);
    }
}
