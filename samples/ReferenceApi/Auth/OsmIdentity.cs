using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.People;

namespace ReferenceApi.Auth;

/// <summary>Asks the OSM server who somebody is: <c>POST /oauth2/token</c> and <c>GET /api/0.6/user/details.json</c>.</summary>
public sealed class OsmIdentity(IHttpClientFactory clients, IOptions<OsmOptions> options, TimeProvider time)
{
    private const long LargestAnswer = 1024 * 1024;

    /// <summary>Trades an authorisation code for the user who gave it; null when OSM refuses or does not answer.</summary>
    public async Task<OsmUser?> ExchangeAsync(string code, string redirectUri, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["client_id"] = options.Value.ClientId ?? string.Empty,
            ["client_secret"] = options.Value.ClientSecret ?? string.Empty,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.Server, "/oauth2/token")) { Content = form };
        var token = await AskAsync(request, answer => answer.GetProperty("access_token").GetString(), cancellationToken);
        return token is null ? null : await WhoseAsync(token, cancellationToken);
    }

    /// <summary>Returns the user that an access token belongs to; null when it is none of OSM's.</summary>
    public async Task<OsmUser?> WhoseAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Any(letter => letter is <= ' ' or > '~'))
        {
            return null; // Not a header value, and no token looks like that.
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.Server, "/api/0.6/user/details.json"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await AskAsync(
            request,
            answer =>
            {
                var user = answer.GetProperty("user");
                return new OsmUser(user.GetProperty("id").GetInt64(), user.GetProperty("display_name").GetString()!)
                {
                    Picture = user.TryGetProperty("img", out var image) && image.TryGetProperty("href", out var href) ? href.GetString() : null,
                };
            },
            cancellationToken);
    }

    /// <summary>Keeps who signed in; a name that changed at OSM changes here too.</summary>
    public async Task<Mapper> RegisterAsync(OsmUser user, IMapperStore mappers, CancellationToken cancellationToken)
    {
        var known = await mappers.FindAsync(user.Id, cancellationToken);
        var mapper = (known ?? new Mapper(user.Id, user.Name, MapperRole.Mapper, 1, time.GetUtcNow())) with { Username = user.Name, PictureUrl = user.Picture };
        if (mapper != known)
        {
            await mappers.SaveAsync(mapper, cancellationToken);
        }

        return mapper;
    }

    private async Task<T?> AskAsync<T>(HttpRequestMessage request, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var client = clients.CreateClient("osm");
            client.MaxResponseContentBufferSize = LargestAnswer;
            using var answer = await client.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return read(document.RootElement);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}

/// <summary>A user of the OSM server.</summary>
public sealed record OsmUser(long Id, string Name)
{
    public string? Picture { get; init; }
}
