using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ReferenceApi.RawData;

/// <summary>The states of sign-ins that are under way. Nothing is stored: a state is a time, chance and a seal, and the secret of PKCE follows from it.</summary>
/// <param name="secret">The secret of this installation.</param>
/// <param name="time">The clock.</param>
public sealed class SignInStates(byte[] secret, TimeProvider time)
{
    private const int Payload = 24;

    /// <summary>How long signing in may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Makes a state, and the challenge that goes with it (RFC 7636, S256).</summary>
    public (string State, string Challenge) Issue()
    {
        Span<byte> state = stackalloc byte[Payload + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(state, time.GetUtcNow().ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(state[8..Payload]);
        Seal("state"u8, state[..Payload]).CopyTo(state[Payload..]);
        var verifier = VerifierOf(state[..Payload]);
        return (Base64Url.EncodeToString(state), Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier))));
    }

    /// <summary>Returns the secret of PKCE for a state of ours that is not too old, or <see langword="null"/>.</summary>
    public string? Verifier(string? state)
    {
        Span<byte> read = stackalloc byte[Payload + HMACSHA256.HashSizeInBytes];
        if (state is null || state.Length > 200 || !Base64Url.IsValid(state) || !Base64Url.TryDecodeFromChars(state, read, out var length) || length != read.Length)
        {
            return null;
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(read), 0, 253_402_300_799));
        return CryptographicOperations.FixedTimeEquals(Seal("state"u8, read[..Payload]), read[Payload..]) && time.GetUtcNow() - issued < Lifetime
            ? VerifierOf(read[..Payload])
            : null;
    }

    private string VerifierOf(ReadOnlySpan<byte> payload) => Base64Url.EncodeToString(Seal("verifier"u8, payload));

    private byte[] Seal(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> payload) => HMACSHA256.HashData(secret, (byte[])[.. purpose, .. payload]);
}
