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
        return Results.Json(new Dictionary<string, string> { ["login_url"] = osm.Value.AuthorizeUrl(RedirectUri(context), "read_prefs", state, challenge) });
    }

    private static async Task<IResult> CallbackAsync(
        string? code, string? state, HttpContext context, IOptions<OsmOptions> osm, SignInStates states, OsmIdentity identity, IMapperStore mappers,
        SessionTokens tokens)
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

        var grant = await identity.ExchangeAsync(code, RedirectUri(context), verifier, cancellationToken);
        if (grant is not OsmGrant.Given given)
        {
            return grant == OsmGrant.Refused ? Detail.Messages(403, "OSM Authentication failed")
                : grant == OsmGrant.NoToken ? Detail.Messages(502, "OSM did not issue a token.")
                : grant == OsmGrant.Nobody ? Detail.Messages(502, "OSM did not tell who signed in.")
                : Detail.Messages(502, "OSM could not be asked who signed in.");
        }

        var mapper = await identity.RegisterAsync(given.User, mappers, cancellationToken);
        return Results.Json(new Dictionary<string, string> { ["access_token"] = tokens.Issue(mapper.Id) });
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
