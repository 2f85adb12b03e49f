using Microsoft.Win32.SafeHandles;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes a FlatGeobuf file (version 3) with a packed Hilbert R-tree, all kinds of geometry in one layer.</summary>
/// <remarks>
/// <para>Columns: the attributes asked for (integers are Long, the time is DateTime), the chosen keys, and <c>tags</c>: a JSON object
/// of all tags that have no column of their own. What a feature does not have is not there. U+0000 becomes U+FFFD. EPSG:4326, longitude first.</para>
/// <para>The index needs the features along a Hilbert curve, so that their order is not that of the other formats; the rows are the same.</para>
/// <para>Memory is constant, 40 MiB at the most: until <see cref="Complete"/> the features are in a file beside the target, as large as the target,
/// their boxes in another, 20 bytes a feature, and the boxes are sorted there too, 40 bytes a feature. These files go with the writer, however
/// it ends.</para>
/// </remarks>
public sealed class FlatGeobufWriter : IFeatureWriter
{
    private const int SortMemory = 16 << 20;
    private const int CopyMemory = 16 << 20;

    private readonly string _path;
    private readonly int _sortMemory;
    private readonly FlatGeobufTables _tables;
    private readonly FeatureSpool _spool;

    /// <summary>Starts a file.</summary>
    /// <param name="path">The file; written, or replaced, by <see cref="Complete"/> as a whole. Its name without the ending names the layer.</param>
    /// <param name="attributes">The attributes that become columns, in the order of <see cref="FeatureAttributes"/>.</param>
    /// <param name="keys">The keys of tags that become columns, in this order; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">A key is empty, there twice, or <c>tags</c>; or there are more than 65,000.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public FlatGeobufWriter(string path, FeatureAttributes attributes = FeatureAttributes.All, IEnumerable<string>? keys = null)
        : this(path, attributes, keys, SortMemory)
    {
    }

    internal FlatGeobufWriter(string path, FeatureAttributes attributes, IEnumerable<string>? keys, int sortMemory)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var columns = new FeatureColumns(attributes, keys ?? []);
        if (columns.Columns.Count > 65_000)
        {
            throw new ArgumentException($"A FlatGeobuf file has 65000 columns at most; these are {columns.Columns.Count}.", nameof(keys));
        }

        (_path, _sortMemory) = (path, sortMemory);
        _tables = new(columns);
        _spool = new(path);
    }

    /// <summary>
    /// Gets a value indicating whether every geometry is put into a collection of its own, and the layer is one of collections, for readers that
    /// take one kind of geometry only (PostGIS). The default is no.
    /// </summary>
    public bool WrapsGeometries
    {
        get => _tables.Wraps;
        init => _tables.Wraps = value;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit in memory cannot be written.</exception>
    public void Write(in OsmFeature feature) => _spool.Add(_tables.Feature(feature), StepBox.Around(feature.Geometry.Bounds()));

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        using (var output = File.OpenHandle(Part, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var magic = "fgb\u0003fgb\u0000"u8;
            var header = _tables.Header(Path.GetFileNameWithoutExtension(_path), _spool.Count, _spool.Extent);
            RandomAccess.Write(output, magic, 0);
            RandomAccess.Write(output, header, magic.Length);
            if (_spool.Count > 0)
            {
                WriteFeatures(output, magic.Length + header.Length);
            }
        }

        File.Move(Part, _path, overwrite: true);
    }

    /// <summary>Removes the files beside the target.</summary>
    public void Dispose()
    {
        _spool.Dispose();
        File.Delete(Part);
    }

    private string Part => $"{_path}.part";

    private void WriteFeatures(SafeFileHandle output, long position)
    {
        using var sort = new ExternalSort(Path.GetDirectoryName(Path.GetFullPath(_path))!, _sortMemory);
        var tree = new PackedTree(output, position, _spool.Count);
        var copy = new SpoolCopy(_spool.Features, output, tree.End, CopyMemory);
        long offset = 0;
        _spool.Sort(sort, feature =>
        {
            tree.Add(feature.Box, offset);
            copy.Add(feature.Start, feature.Length);
            offset += feature.Length;
        });
        tree.Complete();
        copy.Flush();
    }
}
