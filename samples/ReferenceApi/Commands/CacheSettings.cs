using Microsoft.Extensions.Options;
using OsmTasking.Hosting.Memcached;

namespace ReferenceApi.Commands;

/// <summary>Where answers that are read often are kept: <c>OsmTasking:Cache</c>, nowhere when it is not set.</summary>
internal static class CacheSettings
{
    private const string Memcached = "memcached://";
    private const string Redis = "redis";

    /// <summary>Reads <c>memcached://host:port,host:port</c>, <c>redis</c> (that of <c>OsmTasking:Redis</c>) or <c>redis://…</c>.</summary>
    internal static void AddCache(this IServiceCollection services, HostSettings settings)
    {
        var tasking = services.AddOsmTasking();
        switch (settings.Configuration["OsmTasking:Cache"])
        {
            case null or "" or "none":
                break;
            case var servers when servers.StartsWith(Memcached, StringComparison.OrdinalIgnoreCase):
                tasking.UseMemcached(options =>
                {
                    foreach (var server in servers[Memcached.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    {
                        options.Servers.Add(server);
                    }
                });
                break;
            case Redis when settings.Configuration["OsmTasking:Redis"] is { Length: > 0 } shared:
                tasking.UseRedisCache(shared);
                break;
            case var server when server.StartsWith($"{Redis}://", StringComparison.OrdinalIgnoreCase) && server.Length > Redis.Length + 3:
                tasking.UseRedisCache(server[(Redis.Length + 3)..]);
                break;
            case var other:
                throw new OptionsValidationException(
                    "Cache", typeof(MemcachedOptions), [$"OsmTasking:Cache must be memcached://host:port[,host:port], redis (with OsmTasking:Redis), redis://host:port or none; it is '{other}'."]);
        }
    }
}
