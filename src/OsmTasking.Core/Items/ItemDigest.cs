using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OsmTasking.Core.Items;

/// <summary>A digest of what an import can change about an item: equal digests mean that there is nothing to write.</summary>
public static class ItemDigest
{
    /// <summary>Returns 32 bytes: SHA-256 over place and texts.</summary>
    public static byte[] Of(ItemPin pin, string instructions, string metadata, string? features)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{pin.Longitude:R} {pin.Latitude:R}\n{instructions.Length} {instructions}\n{metadata.Length} {metadata}\n{features}");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
