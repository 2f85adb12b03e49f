using System.Security.Cryptography;
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

    public static void AddOsmSignIn(this IServiceCollection services)
    {
        services.AddHttpClient(Http, client => client.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton<OsmIdentity>();
    }

    private static IResult Login(string? redirect_uri, IOptions<OsmOptions> options)
    {
        if (NotConfigured(options.Value) is { } refusal)
        {
            return refusal;
        }

        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return Results.Json(new { auth_url = options.Value.AuthorizeUrl(redirect_uri, options.Value.Scope, state), state });
    }

    private static async Task<IResult> CallbackAsync(
        string? code, string? redirect_uri, IOptions<OsmOptions> options, OsmIdentity osm, IMapperStore mappers, SessionTokens tokens,
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

        var grant = await osm.ExchangeAsync(code, redirect_uri ?? string.Empty, null, cancellationToken);
        if (grant is not OsmGrant.Given given)
        {
            return grant == OsmGrant.Refused ? Errors.Plain(400, "InvalidGrantError", " The authorisation code is invalid, expired or was used before.")
                : grant == OsmGrant.NoToken ? Errors.Plain(502, "TokenFetchError", " OSM did not issue a token.")
                : grant == OsmGrant.Nobody ? Errors.Plain(502, "OSMServiceError", " OSM did not tell who signed in.")
                : Errors.Plain(502, "AuthError", " OSM could not be asked who signed in.");
        }

        var mapper = await osm.EnterAsync(given, mappers, vault, edits, cancellationToken);
        return Results.Json(new
        {
            username = mapper.Username,
            session_token = tokens.Issue(mapper.Id),
            picture = mapper.PictureUrl,
            session = new { access_token = given.Token, token_type = "Bearer", scope = options.Value.Scope, created_at = time.GetUtcNow().ToUnixTimeSeconds() },
        });
    }

    private static IResult? NotConfigured(OsmOptions options) => string.IsNullOrEmpty(options.ClientId)
        ? Errors.Plain(501, "OsmSignInNotConfigured", " No OSM client is configured: set OsmTasking__Osm__ClientId and OsmTasking__Osm__ClientSecret.")
        : null;
}
