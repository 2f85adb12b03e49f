namespace OsmTasking.Extraction.Formats;

/// <summary>Writes a FlatGeobuf file (version 3) with a packed Hilbert R-tree, all kinds of geometry in one layer.</summary>
/// <remarks>
/// <para>Columns: the attributes asked for (integers are Long, the time is DateTime), the chosen keys, and <c>tags</c>: a JSON object
/// of all tags that have no column of their own. What a feature does not have is not there. U+0000 becomes U+FFFD. EPSG:4326, longitude first.</para>
/// <para>The index needs the features along a Hilbert curve, so that their order is not that of the other formats; the rows are the same.</para>
/// <para>Until <see cref="Complete"/> the features are in a file beside the target (its name and <c>.spool</c>), as large as
/// the target. Memory: 35 bytes a feature (24 for place and box, 8 to sort, 2.7 for the tree), whatever its size, and 32 MiB at the end.</para>
/// </remarks>
public sealed class FlatGeobufWriter : IFeatureWriter
{
    private readonly string _path;
    private readonly FlatGeobufTables _tables;
    private readonly FeatureSpool _spool;

    /// <summary>Starts a file.</summary>
    /// <param name="path">The file; written, or replaced, by <see cref="Complete"/> as a whole. Its name without the ending names the layer.</param>
    /// <param name="attributes">The attributes that become columns, in the order of <see cref="FeatureAttributes"/>.</param>
    /// <param name="keys">The keys of tags that become columns, in this order; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">A key is empty, there twice, or <c>tags</c>; or there are more than 65,000.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public FlatGeobufWriter(string path, FeatureAttributes attributes = FeatureAttributes.All, IEnumerable<string>? keys = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var columns = new FeatureColumns(attributes, keys ?? []);
        if (columns.Columns.Count > 65_000)
        {
            throw new ArgumentException($"A FlatGeobuf file has 65000 columns at most; these are {columns.Columns.Count}.", nameof(keys));
        }

        _path = path;
        _tables = new(columns);
        _spool = new($"{path}.spool");
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
    /// <exception cref="FormatLimitException">There are more than 2,147,483,591 features.</exception>
    public void Write(in OsmFeature feature) => _spool.Add(_tables.Feature(feature), StepBox.Around(feature.Geometry.Bounds()));

    /// <inheritdoc/>
    public void Complete()
    {
        using (var output = new FileStream(Part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            output.Write("fgb\u0003fgb\u0000"u8);
            output.Write(_tables.Header(Path.GetFileNameWithoutExtension(_path), _spool.Count, _spool.Extent));
            if (_spool.Count > 0)
            {
                WriteFeatures(output);
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

    private void WriteFeatures(FileStream output)
    {
        var order = _spool.HilbertOrder();
        var tree = new PackedTree(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            tree.Add(i, _spool.Box((int)(uint)order[i]));
        }

        tree.WriteUpper(output);
        long offset = 0;
        foreach (var place in order)
        {
            PackedTree.WriteEntry(_spool.Box((int)(uint)place), offset, output);
            offset += _spool.Length((int)(uint)place);
        }

        _spool.CopyTo(output, order);
    }
}
