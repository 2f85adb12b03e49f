using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>
/// A format in which every feature stands for itself: its bytes depend on nothing but the feature, so that many threads
/// may write rows at once and the file is the rows one after another.
/// </summary>
public abstract class RowFormat
{
    /// <summary>Gets what stands before the first row.</summary>
    public virtual ReadOnlyMemory<byte> Start => default;

    /// <summary>Gets what stands between two rows. What ends each row, the last one too, belongs to the row.</summary>
    public virtual ReadOnlyMemory<byte> Between => default;

    /// <summary>Gets what stands after the last row.</summary>
    public virtual ReadOnlyMemory<byte> End => default;

    /// <summary>Creates a writer of rows with its own scratch space: one for each thread.</summary>
    public abstract IRowEncoder CreateEncoder();
}

/// <summary>Writes rows of a <see cref="RowFormat"/>. Not for several threads at once.</summary>
public interface IRowEncoder
{
    /// <summary>Appends one row.</summary>
    /// <param name="feature">The feature; valid only during the call.</param>
    /// <param name="output">Where the row goes.</param>
    void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output);
}

/// <summary>Writes a format that needs the whole extract before it is done: an index, tables, tiles.</summary>
public interface IFeatureWriter : IFeatureSink, IDisposable
{
    /// <summary>Finishes the file. Without it, what <see cref="IDisposable.Dispose"/> leaves behind is not to be used.</summary>
    void Complete();
}
