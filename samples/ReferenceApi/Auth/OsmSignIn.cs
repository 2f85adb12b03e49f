using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Edits;
using OsmTasking.Core.People;
using ReferenceApi.Wire;

namespace ReferenceApi.Auth;

/// <summary>Signing in with OSM (OAuth 2, authorisation code): section 5 of the reference.</summary>
public static class OsmSignIn
{
    internal const string Http = "osm";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/system/authentication/login/", Login);
        api.MapGet("/system/authentication/callback/", CallbackAsync);
    }

    public static void AddOsmSignIn(this IServiceCollection services) =>
        services.AddHttpClient(Http, client => client.Timeout = TimeSpan.FromSeconds(10));

    private static IResult Login(string? redirect_uri, IOptions<OsmOptions> options)
    {
        if (NotConfigured(options.Value) is { } refusal)
        {
            return refusal;
        }

        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = redirect_uri,
            ["scope"] = options.Value.Scope,
            ["state"] = state,
        });
        return Results.Json(new { auth_url = new Uri(options.Value.Server, "/oauth2/authorize") + query.ToString(), state });
    }

    private static async Task<IResult> CallbackAsync(
        string? code, string? redirect_uri, IOptions<OsmOptions> options, IHttpClientFactory clients, IMapperStore mappers, SessionTokens tokens,
        OsmTokenVault vault, IEditStore edits, TimeProvider time, CancellationToken cancellationToken)
    {
        if (NotConfigured(options.Value) is { } refusal)
        {
            return refusal;
        }

        if (string.IsNullOrEmpty(code))
        {
            return Errors.Invalid(" Invalid data: code is missing.");
        }

        try
        {
            using var client = clients.CreateClient(Http);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = redirect_uri ?? string.Empty,
                ["client_id"] = options.Value.ClientId!,
                ["client_secret"] = options.Value.ClientSecret ?? string.Empty,
            });
            using var granted = await client.PostAsync(new Uri(options.Value.Server, "/oauth2/token"), form, cancellationToken);
            if (!granted.IsSuccessStatusCode)
            {
                return (int)granted.StatusCode < 500
                    ? Errors.Plain(400, "InvalidGrantError", " The authorisation code is invalid, expired or was used before.")
                    : Errors.Plain(502, "TokenFetchError", " OSM did not issue a token.");
            }

            using var token = JsonDocument.Parse(await granted.Content.ReadAsStringAsync(cancellationToken));
            var access = token.RootElement.GetProperty("access_token").GetString()!;
            using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.Server, "/api/0.6/user/details.json"));
            ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
            using var told = await client.SendAsync(ask, cancellationToken);
            if (!told.IsSuccessStatusCode)
            {
                return Errors.Plain(502, "OSMServiceError", " OSM did not tell who signed in.");
            }

            using var details = JsonDocument.Parse(await told.Content.ReadAsStringAsync(cancellationToken));
            var mapper = await RegisterAsync(details.RootElement.GetProperty("user"), mappers, time, cancellationToken);
            await vault.SaveAsync(mapper.Id, access, cancellationToken);
            await edits.WakeAsync(mapper.Id, cancellationToken);
            return Results.Json(new
            {
                username = mapper.Username,
                session_token = tokens.Issue(mapper.Id),
                picture = mapper.PictureUrl,
                session = new { access_token = access, token_type = "Bearer", scope = options.Value.Scope, created_at = time.GetUtcNow().ToUnixTimeSeconds() },
            });
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Errors.Plain(502, "AuthError", " OSM could not be asked who signed in.");
        }
    }

    internal static async ValueTask<Mapper> RegisterAsync(JsonElement user, IMapperStore mappers, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = user.GetProperty("id").GetInt64();
        var known = await mappers.FindAsync(id, cancellationToken) ?? new Mapper(id, string.Empty, MapperRole.Mapper, 1, time.GetUtcNow());
        var mapper = known with
        {
            Username = user.GetProperty("display_name").GetString()!,
            PictureUrl = user.TryGetProperty("img", out var image) && image.TryGetProperty("href", out var href) ? href.GetString() : null,
        };
        await mappers.SaveAsync(mapper, cancellationToken);
        return mapper;
    }

    private static IResult? NotConfigured(OsmOptions options) => string.IsNullOrEmpty(options.ClientId)
        ? Errors.Plain(501, "OsmSignInNotConfigured", " No OSM client is configured: set OsmTasking__Osm__ClientId and OsmTasking__Osm__ClientSecret.")
        : null;
}
