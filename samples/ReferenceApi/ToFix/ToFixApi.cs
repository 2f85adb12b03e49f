using System.Text;
using Microsoft.AspNetCore.Mvc;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;
using ReferenceApi.Auth;
using ReferenceApi.Commands;

namespace ReferenceApi.ToFix;

/// <summary>The wire of to-fix, API v1: section 1.5 of the reference, route by route, and what it lacks to hand items out.</summary>
public static class ToFixApi
{
    /// <summary>The largest upload of items, in bytes.</summary>
    public const int LargestImport = 1024 * 1024 * 1024;

    /// <summary>The largest other body, in bytes; as in to-fix.</summary>
    private const int LargestBody = 50 * 1024 * 1024;

    public static IServiceCollection AddToFixApi(this IServiceCollection services, HostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.Configure<ToFixOptions>(settings.Configuration.GetSection("OsmTasking:ToFix"));
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ToFixOptions>>().Value;
            var secret = options.AppSecret is { Length: > 0 } shared ? Encoding.UTF8.GetBytes(shared) : SessionTokens.SecretIn(settings.DataDirectory);
            var client = options.TrustedClientSecret is { Length: > 0 } trusted ? Encoding.UTF8.GetBytes(trusted) : null;
            return new ToFixTokens(secret, client, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<ItemAnswers>();
        services.AddOsmTasking().AddItemNews();
        services.AddSingleton<ItemFeed>();
        services.AddScoped<ItemDesk>();
        return services;
    }

    public static void MapToFixApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1").AddEndpointFilter<ToFixFilter>().WithMetadata(new OwnSignIn(), new RequestSizeLimitAttribute(LargestBody));
        ToFixSignIn.Map(api.MapGroup("/auth/openstreetmap"));
        var known = api.MapGroup(string.Empty).AddEndpointFilter(SignedInAsync);
        known.MapGet("/user", (ItemDesk desk) => Results.Json(new
        {
            id = desk.Me.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            username = desk.Me.Username,
            image = desk.Me.PictureUrl,
        }));
        ItemProjectRoutes.Map(known);
        ItemReads.Map(known);
        ItemWrites.Map(known);
        ItemTagRoutes.Map(known);
        ItemCommentRoutes.Map(known);
        QuadkeyRoutes.Map(known);
        ItemWorkRoutes.Map(known);
        ItemImportRoutes.Map(known);
        ItemEditRoutes.Map(known);
        ItemObjectRoutes.Map(known);
        ItemFeed.Map(known);
        ItemTileRoutes.Map(known);

        // A path of this API with another method, or more path: to-fix says 404 to both.
        foreach (var place in new[] { "/user", "/projects/{**rest}", "/quadkeys/{**rest}", "/edits/{**rest}" })
        {
            known.Map(place, () => Say.Message(404, "Not Found"));
        }
    }

    /// <summary>Whether a client of <c>/</c> asks for the state of the service rather than for the page.</summary>
    public static bool WantsJson(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accepts = request.Headers.Accept.ToString();
        return accepts.Contains("json", StringComparison.OrdinalIgnoreCase) && !accepts.Contains("html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary><c>{"status":"OK"}</c> once the store has answered.</summary>
    public static async ValueTask<IResult> StatusAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await context.RequestServices.GetRequiredService<IStoreSchema>().CurrentAsync(context.RequestAborted);
            return Results.Json(new { status = "OK" });
        }
        catch (StoreException)
        {
            return Say.Message(503, "Service Unavailable");
        }
    }

    private static async ValueTask<object?> SignedInAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var desk = http.RequestServices.GetRequiredService<ItemDesk>();
        return await desk.SignInAsync(http.Request.Headers.Authorization.ToString()) ? await next(context) : Say.Message(401, "Token Authentication Failed");
    }
}
