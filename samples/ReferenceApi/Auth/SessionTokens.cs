using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ReferenceApi.Auth;

/// <summary>Session tokens: mapper id, time of issue and an HMAC-SHA256 over both, base64url. Nothing is stored.</summary>
public sealed class SessionTokens(byte[] secret, TimeProvider time)
{
    private const int Payload = 16;

    /// <summary>How long a sign-in lasts: as long as Tasking Manager's.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public string Issue(long mapperId)
    {
        Span<byte> token = stackalloc byte[Payload + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, mapperId);
        BinaryPrimitives.WriteInt64BigEndian(token[8..], time.GetUtcNow().ToUnixTimeSeconds());
        HMACSHA256.HashData(secret, token[..Payload], token[Payload..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Returns the mapper id of a token of ours that has not expired, or <see langword="null"/>.</summary>
    public long? Read(string text)
    {
        Span<byte> token = stackalloc byte[Payload + HMACSHA256.HashSizeInBytes];
        if (text.Length > 100 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, token, out var length) || length != token.Length)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, token[..Payload], expected);
        var issued = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(token[8..]), 0, 253_402_300_799));
        return CryptographicOperations.FixedTimeEquals(expected, token[Payload..]) && time.GetUtcNow() - issued < Lifetime
            ? BinaryPrimitives.ReadInt64BigEndian(token)
            : null;
    }

    /// <summary>Reads the secret of this installation, or makes one that only the owner of the folder can read.</summary>
    public static byte[] SecretIn(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "session.key");
        if (!File.Exists(path))
        {
            var fresh = Path.Combine(directory, $"session.key.{Guid.NewGuid():N}");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(fresh, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(32));
            }

            try
            {
                File.Move(fresh, path, overwrite: false); // Two hosts starting at once agree on the first one's.
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(fresh);
            }
        }

        return File.ReadAllBytes(path);
    }
}
