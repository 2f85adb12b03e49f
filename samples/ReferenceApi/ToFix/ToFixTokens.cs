using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OsmTasking.Core.People;

namespace ReferenceApi.ToFix;

/// <summary>The tokens of to-fix: JWT of <c>{id, username, image}</c>, HS256 and nothing else.</summary>
public sealed class ToFixTokens(byte[] secret, byte[]? trustedClient, TimeProvider time)
{
    private const int Longest = 4096;

    /// <summary>How long a token of ours lasts. Those of another installation that shares the secret may have no end.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private static readonly byte[] Header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8));

    public string Issue(Mapper mapper)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        var now = time.GetUtcNow();
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = mapper.Id.ToString(CultureInfo.InvariantCulture),
            username = mapper.Username,
            image = mapper.PictureUrl,
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
        });
        return Sign($"{Encoding.ASCII.GetString(Header)}.{Base64Url.EncodeToString(payload)}", secret);
    }

    /// <summary>Returns who a token names, or null. Where a trusted client is configured, the token must be wrapped in one of its own.</summary>
    public ToFixUser? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var token = trustedClient is null ? text : Payload(text, trustedClient) is { } outer ? Encoding.UTF8.GetString(outer).Trim('"') : null;
        if (token is null || Payload(token, secret) is not { } payload)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            var id = root.GetProperty("id");
            var number = id.ValueKind == JsonValueKind.Number ? id.GetInt64() : long.Parse(id.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            var ends = root.TryGetProperty("exp", out var end) ? end.GetInt64() : long.MaxValue;
            var image = root.TryGetProperty("image", out var picture) && picture.ValueKind == JsonValueKind.String ? picture.GetString() : null;
            return time.GetUtcNow().ToUnixTimeSeconds() < ends ? new ToFixUser(number, root.GetProperty("username").GetString()!, image) : null;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static string Sign(string signed, byte[] key) => $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";

    private static byte[]? Payload(string text, byte[] key)
    {
        var parts = text.Split('.');
        if (text.Length > Longest || parts.Length != 3 || !parts.All(part => Base64Url.IsValid(part)))
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.RootElement.ValueKind != JsonValueKind.Object || !header.RootElement.TryGetProperty("alg", out var algorithm) ||
                algorithm.ValueKind != JsonValueKind.String || algorithm.GetString() != "HS256")
            {
                return null;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }

        var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        return CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(parts[2])) ? Base64Url.DecodeFromChars(parts[1]) : null;
    }
}

/// <summary>Whom a token names.</summary>
public sealed record ToFixUser(long Id, string Username, string? Image);

/// <summary>How the to-fix API is set up: <c>OsmTasking:ToFix</c>.</summary>
public sealed class ToFixOptions
{
    /// <summary>Gets or sets the secret that tokens are signed with; the installation's own when there is none.</summary>
    public string? AppSecret { get; set; }

    /// <summary>Gets or sets the secret of the only client that may call, or null for any.</summary>
    public string? TrustedClientSecret { get; set; }

    /// <summary>Gets or sets where to send browsers after the sign-in.</summary>
    public string? FrontendUrl { get; set; }
}
