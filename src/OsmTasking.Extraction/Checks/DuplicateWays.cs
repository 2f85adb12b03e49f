using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>What a way means, as far as doubles are concerned.</summary>
/// <param name="Drawn">Hash of the places it is drawn through, whatever the direction and where it begins; 0 when it is not to be compared.</param>
/// <param name="Tags">Hash of its tags.</param>
/// <param name="Id">Its id.</param>
/// <param name="Place">Its first location.</param>
/// <param name="Same">1 for buildings, 2 for highways: these are doubles even when their other tags differ; otherwise 0.</param>
internal readonly record struct DrawnWay(ulong Drawn, long Tags, long Id, ulong Place, byte Same);

/// <summary>Two ways through the same places that mean the same: one was uploaded or drawn twice.</summary>
/// <remarks>
/// <code>
///   fault                                     fine
///   w1 n1,n2,n3,n4,n1  building=house         w1 n1,n2,n3,n4,n1  landuse=school
///   w2 n3,n2,n1,n4,n3  building=yes           w2 n1,n2,n3,n4,n1  barrier=fence
/// </code>
/// The same means equal tags, or both buildings, or both highways. It is told by a hash of 64 bits: among a thousand million ways
/// one pair in fifty such runs would be wrong.
/// </remarks>
internal static class DuplicateWays
{
    /// <summary>Hashes where a way is drawn.</summary>
    internal static ulong Hash(ReadOnlySpan<ulong> places)
    {
        // A sum over the segments, each with its lower end first: neither direction nor beginning matters.
        ulong sum = 0;
        for (var i = 1; i < places.Length; i++)
        {
            var (low, high) = places[i] < places[i - 1] ? (places[i], places[i - 1]) : (places[i - 1], places[i]);
            if (low != high)
            {
                sum += Mix(Mix(low) ^ high);
            }
        }

        return sum;
    }

    internal static ulong Mix(ulong value)
    {
        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>Finds them.</summary>
    /// <param name="ways">All ways to compare; sorted by this.</param>
    internal static IEnumerable<Finding> Find(DrawnWay[] ways)
    {
        var hashes = Array.ConvertAll(ways, way => way.Drawn);
        Array.Sort(hashes, ways);
        for (int from = 0, to = 0; from < ways.Length; from = to)
        {
            while (to < ways.Length && hashes[to] == hashes[from])
            {
                to++;
            }

            for (var i = from + 1; hashes[from] != 0 && i < to; i++)
            {
                if (Partner(ways.AsSpan(from, i - from), ways[i]) is { } other)
                {
                    yield return Told(ways[i], other);
                }
            }
        }
    }

    private static DrawnWay? Partner(ReadOnlySpan<DrawnWay> before, DrawnWay way)
    {
        // A stack of doubles all drawn alike is told pair by pair with one of them: more than a few to look at never helps.
        foreach (var other in before[..Math.Min(before.Length, 64)])
        {
            if (other.Tags == way.Tags || (other.Same != 0 && other.Same == way.Same))
            {
                return other;
            }
        }

        return null;
    }

    private static Finding Told(DrawnWay one, DrawnWay other)
    {
        var (low, high) = one.Id < other.Id ? (one, other) : (other, one);
        var what = low.Same switch { 1 => "Two buildings", 2 => "Two highways", _ => "Two ways with the same tags" };
        return new Finding(
            CheckKind.DuplicateWays,
            new(OsmKind.Way, low.Id),
            PackedLocation.Longitude(low.Place) / 1e7,
            PackedLocation.Latitude(low.Place) / 1e7,
            $"{what} are drawn through the same places.")
        { Other = new(OsmKind.Way, high.Id) };
    }
}
