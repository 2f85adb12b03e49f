using OsmSharp;
using OsmSharp.Streams;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>
/// A target of OsmSharp's streams that writes our formats: <c>new OsmGeoTarget("out.osm.pbf")</c> takes the place of a
/// <c>PBFOsmStreamTarget</c> or <c>XmlOsmStreamTarget</c>.
/// </summary>
/// <remarks>What was written is complete after <see cref="Close"/>, which <c>Pull()</c> calls, or <see cref="Dispose"/>.</remarks>
public sealed class OsmGeoTarget : OsmStreamTarget, IDisposable
{
    private readonly IOsmTarget _target;
    private readonly OsmGeoBlocks _blocks;
    private bool _closed;

    /// <summary>Creates a file, or replaces one.</summary>
    /// <param name="path">Ends in .osm.pbf, .osm or .osm.gz.</param>
    /// <param name="header">What the file says of itself.</param>
    public OsmGeoTarget(string path, OsmHeader? header = null)
        : this(OsmFile.Create(path, header))
    {
    }

    /// <summary>Writes to a target.</summary>
    /// <param name="target">Where to; it is disposed of at the end.</param>
    public OsmGeoTarget(IOsmTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _blocks = new(OsmKinds.All, target.Write);
    }

    /// <inheritdoc/>
    public override void Initialize()
    {
    }

    /// <inheritdoc/>
    /// <exception cref="OsmFormatException">The node lacks an id or a location.</exception>
    public override void AddNode(Node node) => Add(node);

    /// <inheritdoc/>
    /// <exception cref="OsmFormatException">The way lacks an id.</exception>
    public override void AddWay(Way way) => Add(way);

    /// <inheritdoc/>
    /// <exception cref="OsmFormatException">The relation lacks an id.</exception>
    public override void AddRelation(Relation relation) => Add(relation);

    /// <inheritdoc/>
    public override void Flush() => _blocks.Flush();

    /// <inheritdoc/>
    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            try
            {
                _blocks.Flush();
            }
            finally
            {
                _target.Dispose();
            }
        }
    }

    /// <summary>Completes what was written.</summary>
    public void Dispose() => Close();

    private void Add(OsmGeo item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ObjectDisposedException.ThrowIf(_closed, this);
        _blocks.Add(item);
    }
}
