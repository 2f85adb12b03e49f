using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.People;
using ReferenceApi.Auth;

namespace ReferenceApi.RawData;

/// <summary>Signing in at the extraction service with OSM (OAuth 2 with PKCE), and who one is.</summary>
public static class AuthRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth");
        auth.MapGet("/login/", Login);
        auth.MapGet("/callback/", CallbackAsync);
        auth.MapGet("/me/", (Delegate)MeAsync);
        RoleRoutes.Map(auth.MapGroup("/users"));
    }

    private static IResult Login(HttpContext context, IOptions<OsmOptions> osm, SignInStates states)
    {
        if (string.IsNullOrEmpty(osm.Value.ClientId))
        {
            return NotConfigured();
        }

        var (state, challenge) = states.Issue();
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = osm.Value.ClientId,
            ["redirect_uri"] = RedirectUri(context),
            ["scope"] = "read_prefs",
            ["state"] = state,
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
        });
        return Results.Json(new Dictionary<string, string> { ["login_url"] = new Uri(osm.Value.Server, "/oauth2/authorize") + query.ToString() });
    }

    private static async Task<IResult> CallbackAsync(
        string? code, string? state, HttpContext context, IOptions<OsmOptions> osm, SignInStates states, IHttpClientFactory clients, IMapperStore mappers,
        SessionTokens tokens, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        if (string.IsNullOrEmpty(osm.Value.ClientId))
        {
            return NotConfigured();
        }

        if (string.IsNullOrEmpty(code) || states.Verifier(state) is not { } verifier)
        {
            return Detail.Messages(403, "OSM Authentication failed");
        }

        try
        {
            using var client = clients.CreateClient(OsmSignIn.Http);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = RedirectUri(context),
                ["client_id"] = osm.Value.ClientId,
                ["client_secret"] = osm.Value.ClientSecret ?? string.Empty,
                ["code_verifier"] = verifier,
            });
            using var granted = await client.PostAsync(new Uri(osm.Value.Server, "/oauth2/token"), form, cancellationToken);
            if (!granted.IsSuccessStatusCode)
            {
                return (int)granted.StatusCode < 500 ? Detail.Messages(403, "OSM Authentication failed") : Detail.Messages(502, "OSM did not issue a token.");
            }

            using var token = JsonDocument.Parse(await granted.Content.ReadAsStringAsync(cancellationToken));
            using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(osm.Value.Server, "/api/0.6/user/details.json"));
            ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
            using var told = await client.SendAsync(ask, cancellationToken);
            if (!told.IsSuccessStatusCode)
            {
                return Detail.Messages(502, "OSM did not tell who signed in.");
            }

            using var details = JsonDocument.Parse(await told.Content.ReadAsStringAsync(cancellationToken));
            var mapper = await OsmSignIn.RegisterAsync(details.RootElement.GetProperty("user"), mappers, time, cancellationToken);
            return Results.Json(new Dictionary<string, string> { ["access_token"] = tokens.Issue(mapper.Id) });
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Detail.Messages(502, "OSM could not be asked who signed in.");
        }
    }

    private static async Task<IResult> MeAsync(HttpContext context)
    {
        var caller = await RawDataCaller.OfAsync(context, isRequired: true);
        var mapper = caller.Mapper!;
        return Results.Json(new Dictionary<string, object?>
        {
            ["id"] = mapper.Id,
            ["username"] = mapper.Username,
            ["img_url"] = mapper.PictureUrl,
            ["role"] = (int)caller.Role,
        });
    }

    // What is registered at OSM. The request's own host serves only as long as no address is set.
    private static string RedirectUri(HttpContext context)
    {
        var root = context.RequestServices.GetRequiredService<IOptions<RawDataOptions>>().Value.PublicUrl?.ToString().TrimEnd('/');
        return $"{root ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}"}/v1/auth/callback/";
    }

    private static IResult NotConfigured() =>
        Detail.Messages(501, "No OSM client is configured: set OsmTasking__Osm__ClientId and OsmTasking__Osm__ClientSecret.");
}
