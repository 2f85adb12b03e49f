using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace OsmTasking.Hosting.Caching;

/// <summary>Answers that are costly to make, kept under the version of what they were made from.</summary>
/// <remarks>
/// Read the version first, from the store, and then ask: what is made afterwards is as new as the version or newer, and a
/// changed version is another key. So whatever a cache keeps, loses or brings back, no answer is older than its version.
/// Each value carries a digest of its name; a value of another name, or a damaged one, counts as none.
/// Without a cache everything is made anew.
/// </remarks>
/// <param name="cache">The cache, or <see langword="null"/> for none.</param>
/// <param name="time">The clock of the metrics.</param>
public sealed class VersionedCache(IDistributedCache? cache, TimeProvider time)
{
    private const string Prefix = "ot:";

    /// <summary>Returns the answer from the cache, or makes and keeps it.</summary>
    /// <param name="kind">What sort of answer it is: one of a few, for the metrics.</param>
    /// <param name="name">Which one: everything that it depends on besides the version.</param>
    /// <param name="version">The version, read before this call.</param>
    /// <param name="lifetime">How long it is worth keeping.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<byte[]> GetAsync(
        string kind, string name, string version, TimeSpan lifetime, Func<CancellationToken, ValueTask<byte[]>> make, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (cache is null)
        {
            return await make(cancellationToken).ConfigureAwait(false);
        }

        var seal = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{name}\n{version}"));
        var key = $"{Prefix}{kind}:{Convert.ToHexStringLower(seal)}";
        var start = time.GetTimestamp();
        var kept = await TryGetAsync(cache, key, cancellationToken).ConfigureAwait(false);
        var value = Open(kept, seal);
        CacheDiagnostics.Record(kind, kept is null ? "miss" : value is null ? "damaged" : "hit", time.GetElapsedTime(start));
        if (value is not null)
        {
            return value;
        }

        var made = await make(cancellationToken).ConfigureAwait(false);
        await TrySetAsync(cache, key, Seal(made, seal), lifetime, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private static async ValueTask<byte[]?> TryGetAsync(IDistributedCache cache, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // Any cache may be plugged in; none may take an answer away.
        }
    }

    private static async ValueTask TrySetAsync(IDistributedCache cache, string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        try
        {
            await cache.SetAsync(key, value, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // As above.
        }
    }

    // The digest of the name, the digest of the content, the content.
    private static byte[] Seal(byte[] content, byte[] seal) => [.. seal, .. SHA256.HashData(content), .. content];

    private static byte[]? Open(byte[]? value, byte[] seal)
    {
        const int Digest = SHA256.HashSizeInBytes;
        return value is { Length: >= 2 * Digest } && value.AsSpan(0, Digest).SequenceEqual(seal) &&
            value.AsSpan(Digest, Digest).SequenceEqual(SHA256.HashData(value.AsSpan(2 * Digest)))
            ? value[(2 * Digest)..]
            : null;
    }
}
