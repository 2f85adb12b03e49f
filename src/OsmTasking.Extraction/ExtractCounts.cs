using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction;

/// <summary>Counts what an extract gives.</summary>
internal sealed class ExtractCounts
{
    private readonly long[] _kinds = new long[Enum.GetValues<OsmKind>().Length];
    private readonly long[] _geometries = new long[(int)GeometryKind.GeometryCollection + 1];
    private readonly long[] _problems = new long[Enum.GetValues<ProblemReason>().Length];

    internal long Rows => _kinds.Sum();

    internal void Count(OsmKind kind, GeometryKind geometry)
    {
        _kinds[(int)kind]++;
        _geometries[(int)geometry]++;
    }

    internal void Count(ProblemReason reason) => _problems[(int)reason]++;

    /// <summary>Adds what others counted, and lets them begin anew.</summary>
    internal void Take(ExtractCounts others)
    {
        Move(others._kinds, _kinds);
        Move(others._geometries, _geometries);
        Move(others._problems, _problems);
    }

    internal ExtractSummary Summary() => new(
        ByKey(_kinds, i => (OsmKind)i), ByKey(_geometries, i => (GeometryKind)i), ByKey(_problems, i => (ProblemReason)i));

    private static void Move(long[] from, long[] to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i];
            from[i] = 0;
        }
    }

    private static Dictionary<TKey, long> ByKey<TKey>(long[] counts, Func<int, TKey> key)
        where TKey : notnull =>
        Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).ToDictionary(key, i => counts[i]);
}
