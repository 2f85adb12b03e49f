using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Edits;
using OsmTasking.Core.People;
using ReferenceApi.Auth;

namespace ReferenceApi.ToFix;

/// <summary>Signing in with OSM for clients of to-fix: OAuth 2 where to-fix had OAuth 1.0a, which OSM no longer offers.</summary>
internal static class ToFixSignIn
{
    private const string StateCookie = "tofix-sign-in";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/", Start);
        api.MapGet("/callback", FinishAsync);
        api.MapGet("/josm", JosmAsync);
    }

    private static IResult Start(HttpContext context, IOptions<OsmOptions> osm)
    {
        if (string.IsNullOrEmpty(osm.Value.ClientId))
        {
            return Say.Message(501, "No OSM client is configured here: set OsmTasking__Osm__ClientId and OsmTasking__Osm__ClientSecret");
        }

        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        context.Response.Cookies.Append(StateCookie, state, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromMinutes(10),
            Path = "/v1/auth/openstreetmap",
        });
        return Results.Redirect(osm.Value.AuthorizeUrl(Callback(context.Request), osm.Value.Scope, state));
    }

    private static async Task<IResult> FinishAsync(
        HttpContext context, OsmIdentity osm, IMapperStore mappers, ToFixTokens tokens, OsmTokenVault vault, IEditStore edits, IOptions<ToFixOptions> options)
    {
        var query = context.Request.Query;
        var expected = context.Request.Cookies[StateCookie];
        context.Response.Cookies.Delete(StateCookie, new CookieOptions { Path = "/v1/auth/openstreetmap" });
        if (string.IsNullOrEmpty(expected) || query["state"] != expected || query["code"].ToString() is not { Length: > 0 and <= 1000 } code)
        {
            return Failed();
        }

        if (await osm.ExchangeAsync(code, Callback(context.Request), null, context.RequestAborted) is not OsmGrant.Given given)
        {
            return Failed();
        }

        var mapper = await osm.EnterAsync(given, mappers, vault, edits, context.RequestAborted);
        return Results.Redirect($"{options.Value.FrontendUrl?.TrimEnd('/')}/landing.html?token={tokens.Issue(mapper)}");
    }

    /// <summary>
    /// JOSM's plugin brings what OSM gave it. A name and an id prove nothing, so OSM is asked whom the key belongs to; on a
    /// loopback server with the development sign-in a name is enough, as it is on the map page.
    /// </summary>
    private static async Task<IResult> JosmAsync(HttpContext context, OsmIdentity osm, LocalSignIn local, IMapperStore mappers, ToFixTokens tokens, TimeProvider time)
    {
        var query = context.Request.Query;
        var name = query["name"].ToString().Trim();
        Mapper? mapper = null;
        if (local.IsOffered(context))
        {
            mapper = name.Length is > 0 and <= 60 && !name.Any(char.IsControl) ? await mappers.RegisterLocalAsync(name, time.GetUtcNow(), context.RequestAborted) : null;
        }
        else if (query["key"].ToString() is { Length: > 0 and <= 1000 } key && await osm.WhoseAsync(key, context.RequestAborted) is OsmGrant.Given given &&
            (query["id"].ToString() is not { Length: > 0 } id || id == given.User.Id.ToString(CultureInfo.InvariantCulture)))
        {
            mapper = await osm.RegisterAsync(given.User, mappers, context.RequestAborted);
        }

        return mapper is null ? Say.Message(401, "Token Authentication Failed") : Results.Json(new { tfx_token = tokens.Issue(mapper), token = tokens.Issue(mapper) });
    }

    private static string Callback(HttpRequest request) => $"{request.Scheme}://{request.Host}/v1/auth/openstreetmap/callback";

    private static IResult Failed() => Results.Text("Authentication Failed!", statusCode: 401);
}
