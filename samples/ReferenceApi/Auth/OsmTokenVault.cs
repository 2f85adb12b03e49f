using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OsmTasking.Core.Edits;

namespace ReferenceApi.Auth;

/// <summary>The mappers' rights to write to OSM: one encrypted file each in the data directory, readable by nobody without the secret of this installation.</summary>
/// <remarks>AES-256-GCM; the mapper's id is bound in, so that a file renamed is a file broken.</remarks>
public sealed class OsmTokenVault(byte[] secret, string directory) : IEditTokens
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "osm tokens"u8.ToArray());

    public async ValueTask SaveAsync(long mapperId, string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        var text = Encoding.UTF8.GetBytes(token);
        var sealedToken = new byte[Nonce + Tag + text.Length];
        RandomNumberGenerator.Fill(sealedToken.AsSpan(0, Nonce));
        using (var cipher = new AesGcm(_key, Tag))
        {
            cipher.Encrypt(sealedToken.AsSpan(0, Nonce), text, sealedToken.AsSpan(Nonce + Tag), sealedToken.AsSpan(Nonce, Tag), Bound(mapperId));
        }

        Directory.CreateDirectory(directory);
        var fresh = $"{PathOf(mapperId)}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(fresh, sealedToken, cancellationToken);
        File.Move(fresh, PathOf(mapperId), overwrite: true);
    }

    public async ValueTask<string?> FindAsync(long mapperId, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(PathOf(mapperId)))
        {
            return null;
        }

        var bytes = await File.ReadAllBytesAsync(PathOf(mapperId), cancellationToken);
        if (bytes.Length < Nonce + Tag)
        {
            return null;
        }

        try
        {
            var text = new byte[bytes.Length - Nonce - Tag];
            using var cipher = new AesGcm(_key, Tag);
            cipher.Decrypt(bytes.AsSpan(0, Nonce), bytes.AsSpan(Nonce + Tag), bytes.AsSpan(Nonce, Tag), text, Bound(mapperId));
            return Encoding.UTF8.GetString(text);
        }
        catch (CryptographicException)
        {
            return null; // Of another installation, or broken: the mapper signs in again.
        }
    }

    private static byte[] Bound(long mapperId) => Encoding.ASCII.GetBytes(mapperId.ToString(CultureInfo.InvariantCulture));

    private string PathOf(long mapperId) => Path.Combine(directory, mapperId.ToString(CultureInfo.InvariantCulture));
}
