using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Passes;

/// <summary>Adds the progress of several readings of one source up.</summary>
internal sealed class PassProgress(IOsmSource source, IReadOnlyList<OsmKinds> passes, Func<long> rows, IProgress<ExtractProgress> progress) : IProgress<long>
{
    private int _pass;
    private long _before;

    public void Report(long value) => progress.Report(new(_pass + 1, passes.Count, _before + value, Total(0), rows()));

    /// <summary>Ends one reading.</summary>
    internal void Next() => _before = (Total(0) - Total(++_pass)) ?? 0;

    // Asked anew each time: a source may know only after one reading what it can leave out in the next.
    private long? Total(int from) => passes.Skip(from).Aggregate((long?)0, (sum, kinds) => sum + source.BytesToRead(kinds));
}
