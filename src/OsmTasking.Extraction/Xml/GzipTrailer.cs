using System.Buffers.Binary;

namespace OsmTasking.Extraction.Xml;

/// <summary>Finds gzip files whose last bytes are missing, which the framework's reader takes for whole ones.</summary>
internal static class GzipTrailer
{
    private const int ShortestFile = 18;

    private static ReadOnlySpan<byte> MemberStart => [0x1f, 0x8b, 0x08];

    /// <summary>Holds the length that a file says it unpacks to against what came out of it.</summary>
    /// <remarks>A file of several members says only the length of the last one, so of those nothing is known.</remarks>
    internal static bool IsCutOff(Stream packed, long unpacked)
    {
        if (!packed.CanSeek)
        {
            return false;
        }

        if (packed.Length < ShortestFile)
        {
            return true;
        }

        Span<byte> length = stackalloc byte[4];
        packed.Seek(-4, SeekOrigin.End);
        packed.ReadExactly(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length) != (uint)unpacked && !HasSeveralMembers(packed);
    }

    private static bool HasSeveralMembers(Stream packed)
    {
        var buffer = new byte[1 << 16];
        var kept = 0;
        packed.Seek(3, SeekOrigin.Begin);
        while (packed.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            if (buffer.AsSpan(0, kept + read).IndexOf(MemberStart) >= 0)
            {
                return true;
            }

            var tail = Math.Min(2, kept + read);
            buffer.AsSpan(kept + read - tail, tail).CopyTo(buffer);
            kept = tail;
        }

        return false;
    }
}
