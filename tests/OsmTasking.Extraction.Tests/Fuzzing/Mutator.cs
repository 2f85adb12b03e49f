using System.Text;

namespace OsmTasking.Extraction.Tests.Fuzzing;

/// <summary>Breaks inputs in the ways that decoders get wrong: bits, lengths, numbers at their limits, parts lost, doubled or swapped.</summary>
internal sealed class Mutator(string[] tokens)
{
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x22];
    private readonly byte[][] _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];

    internal byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var changes = 1 + (random.Next(4) == 0 ? random.Next(6) : random.Next(2)); changes > 0; changes--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        switch (random.Next(_tokens.Length == 0 ? 9 : 14))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 3:
                bytes[at] = (byte)(bytes[at] + (random.Next(2) == 0 ? 1 : -1));
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(8), bytes.Count - at));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat(Telling[random.Next(Telling.Length)], 1 + random.Next(11)));
                break;
            case 6:
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(1 + random.Next(64), bytes.Count - from)));
                break;
            case 7:
                bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : Math.Min(1 + random.Next(64), bytes.Count - at));
                break;
            case 8:
                bytes.InsertRange(at, Varint(random));
                break;
            case 9 or 10:
                bytes.InsertRange(at, _tokens[random.Next(_tokens.Length)]);
                break;
            default:
                ReplaceWord(bytes, at, _tokens[random.Next(_tokens.Length)]);
                break;
        }
    }

    /// <summary>Puts a token in the place of what stands between two signs: a value, a name, a number.</summary>
    private static void ReplaceWord(List<byte> bytes, int at, byte[] token)
    {
        static bool IsWord(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'-' or (byte)'.' or >= 0x80;
        var (from, to) = (at, at);
        while (from > 0 && IsWord(bytes[from - 1]))
        {
            from--;
        }

        while (to < bytes.Count && IsWord(bytes[to]))
        {
            to++;
        }

        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, token);
    }

    private static List<byte> Varint(Random random)
    {
        var value = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)) >> random.Next(64);
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
