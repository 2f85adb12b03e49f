using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OsmTasking.Core.Jobs;

/// <summary>What equal requests have in common: a digest of everything that shapes the answer.</summary>
public static class JobRequestKey
{
    /// <summary>Digests parts such as the kind, the area, the filter, the formats and the time of the data.</summary>
    /// <param name="parts">The parts, in an order of the caller's own. Where one ends counts: <c>("ab", "c")</c> is not <c>("a", "bc")</c>.</param>
    /// <returns>SHA-256 in 64 lower-case hexadecimal digits.</returns>
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            digest.AppendData(length);
            digest.AppendData(bytes);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
