using ReferenceApi.Auth;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>The part of MapRoulette's API v2 that editors call, over our items: a project of items is a challenge, an item is a task.</summary>
/// <remarks>
/// Some of these routes are GETs that take and release locks: so the living editors ask. Everything of ours changes state
/// by POST, PUT and DELETE only.
/// </remarks>
public static class MapRouletteApi
{
    public static void MapMapRouletteApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/mr/api/v2").WithMetadata(new OwnSignIn()).AddEndpointFilter(AnswerAsync);
        TaskRoutes.Map(api);
        TaskLists.Map(api);
        ChallengeRoutes.Map(api);
        BundleRoutes.Map(api);
        api.Map("/{**rest}", () => Refusal(404, "Not found"));
    }

    internal static IResult Refusal(int status, string message) => Results.Json(new { status = status == 401 ? "NotAuthorized" : "KO", message }, statusCode: status);

    /// <summary>Signs in by the <c>apiKey</c> header, <c>userId|key</c>, and says refusals as MapRoulette does.</summary>
    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var desk = http.RequestServices.GetRequiredService<ItemDesk>();
        var key = http.Request.Headers["apiKey"].ToString();
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        try
        {
            if (!await desk.SignInAsync(key.Length > 0 ? key[(bar + 1)..] : http.Request.Headers.Authorization.ToString()) ||
                (bar > 0 && key[..bar] != desk.Me.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            {
                return Refusal(401, "User is not authorized: send the header apiKey");
            }

            return await next(context);
        }
        catch (SaidException refusal)
        {
            // An item that somebody holds is 403 here.
            return Refusal(refusal.Status == 423 ? 403 : refusal.Status, refusal.Said);
        }
        catch (BadHttpRequestException fault)
        {
            return Refusal(fault.StatusCode, fault.Message);
        }
        catch (OsmTasking.Core.StoreException)
        {
            http.Response.Headers.RetryAfter = "1";
            return Refusal(503, "The store does not answer. Try again");
        }
    }
}
