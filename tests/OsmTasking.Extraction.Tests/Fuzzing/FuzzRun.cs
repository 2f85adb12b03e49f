using System.Diagnostics;
using System.Globalization;

namespace OsmTasking.Extraction.Tests.Fuzzing;

/// <summary>
/// Feeds a reader with broken inputs. The seeds are fixed: mutation N of a target is always the same bytes. OSM_TASKING_FUZZ sets the
/// number of mutations over all targets together (200,000 when it is not set).
/// </summary>
/// <param name="Target">What is read.</param>
/// <param name="Percent">The share of the mutations.</param>
/// <param name="MostBytes">Managed memory that one input may make the reader allocate.</param>
internal sealed record FuzzRun(string Target, int Percent, long MostBytes)
{
    private const long Everything = 200_000;

    // Generous, since other processes share the machine: what it must catch are hangs.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    internal static long Total => long.TryParse(Environment.GetEnvironmentVariable("OSM_TASKING_FUZZ"), CultureInfo.InvariantCulture, out var total) ? total : Everything;

    /// <param name="seeds">Sound inputs.</param>
    /// <param name="tokens">Words of a text format that are put in the place of others.</param>
    /// <param name="read">Reads an input; returns false, or throws an <see cref="OsmFormatException"/>, when it refuses it.</param>
    internal void Run(byte[][] seeds, string[] tokens, Func<byte[], bool> read)
    {
        foreach (var seed in seeds)
        {
            Assert.True(read(seed), $"{Target}: a seed is refused");
        }

        var mutator = new Mutator(tokens);
        var (accepted, refused) = (0L, 0L);
        for (var number = 0L; number < Total * Percent / 100; number++)
        {
            var random = new Random(Seed(number));
            var input = mutator.Mutate(seeds[random.Next(seeds.Length)], random);
            if (Accepts(input, number, read))
            {
                accepted++;
            }
            else
            {
                refused++;
            }
        }

        // Mutations that all fail, or all pass, would show nothing.
        Assert.True(accepted > 0 && refused > Total * Percent / 1000, $"{Target}: {accepted} accepted, {refused} refused");
    }

    private bool Accepts(byte[] input, long number, Func<byte[], bool> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        bool accepted;
        try
        {
            accepted = read(input);
        }
        catch (OsmFormatException)
        {
            accepted = false;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{Target}, mutation {number}: {fault.GetType().Name} {fault.Message}; {Convert.ToBase64String(input)}", fault);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= MostBytes, $"{Target}, mutation {number}: {allocated} bytes allocated; {Convert.ToBase64String(input)}");
        Assert.True(Stopwatch.GetElapsedTime(start) < MostTime, $"{Target}, mutation {number}: {Stopwatch.GetElapsedTime(start)}; {Convert.ToBase64String(input)}");
        return accepted;
    }

    private static int Seed(long number) => unchecked((int)((number * 2_654_435_761) ^ (number >> 32)));
}
