using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OsmTasking.Extraction.Formats;

/// <summary>Where a feature waits, and its box.</summary>
/// <param name="Box">The box.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Start">Where in the file it begins.</param>
internal readonly record struct SpooledFeature(StepBox Box, int Length, long Start);

/// <summary>Features put by in a file until their order is known; boxes and lengths in another, 20 bytes a feature. Memory is constant.</summary>
internal sealed class FeatureSpool : IDisposable
{
    private readonly FileStream _features;
    private readonly FileStream _places;

    /// <summary>Makes the two files.</summary>
    /// <param name="path">The name of what they are for; their own begin with it.</param>
    internal FeatureSpool(string path)
    {
        _features = ScratchFile.Create($"{path}.spool");
        try
        {
            _places = ScratchFile.Create($"{path}.boxes");
        }
        catch
        {
            _features.Dispose();
            throw;
        }
    }

    internal long Count { get; private set; }

    /// <summary>Gets the box around all features.</summary>
    internal StepBox Extent { get; private set; } = StepBox.Empty;

    /// <summary>Gets the file of the features; what was added is in it after <see cref="Sort"/>.</summary>
    internal SafeFileHandle Features => _features.SafeFileHandle;

    /// <summary>Puts a feature by.</summary>
    internal void Add(ReadOnlySpan<byte> feature, StepBox box)
    {
        var place = new Place(box, feature.Length);
        _features.Write(feature);
        _places.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Place>(in place)));
        Extent = Extent.With(box);
        Count++;
    }

    /// <summary>Visits the features in the order of the Hilbert curve over their boxes' centres; those with one place on it in the order they came.</summary>
    /// <param name="sort">An empty one.</param>
    /// <param name="visit">Called for each.</param>
    internal void Sort(ExternalSort sort, Action<SpooledFeature> visit)
    {
        _features.Flush();
        _places.Position = 0;
        var place = default(Place);
        long start = 0;
        for (long i = 0; i < Count; i++)
        {
            _places.ReadExactly(MemoryMarshal.AsBytes(new Span<Place>(ref place)));
            var feature = new SpooledFeature(place.Box, place.Length, start);
            sort.Add(Distance(place.Box), MemoryMarshal.AsBytes(new ReadOnlySpan<SpooledFeature>(in feature)));
            start += place.Length;
        }

        sort.Read((_, bytes) => visit(MemoryMarshal.Read<SpooledFeature>(bytes)));
    }

    public void Dispose()
    {
        _features.Dispose();
        _places.Dispose();
    }

    private uint Distance(StepBox box)
    {
        var (width, height) = (Math.Max(1, (double)Extent.East - Extent.West), Math.Max(1, (double)Extent.North - Extent.South));
        return box.IsEmpty ? HilbertCurve.Distance(0, 0) : HilbertCurve.Distance(
            (uint)(HilbertCurve.Max * ((((double)box.West + box.East) / 2) - Extent.West) / width),
            (uint)(HilbertCurve.Max * ((((double)box.South + box.North) / 2) - Extent.South) / height));
    }

    private readonly record struct Place(StepBox Box, int Length);
}
