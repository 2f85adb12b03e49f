namespace ReferenceApi.Wire;

/// <summary>Security headers: the page loads nothing from elsewhere, except tiles of the raster that a setting names.</summary>
public sealed class PageHeaders(RequestDelegate next, IConfiguration settings)
{
    private readonly string _policy =
        $"default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{Raster(settings)}; " +
        $"connect-src 'self'{Raster(settings)}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }

    private static string Raster(IConfiguration settings) =>
        settings["OsmTasking:Raster:Url"] is { Length: > 0 } url && Uri.TryCreate(url.Replace("{", "").Replace("}", ""), UriKind.Absolute, out var uri)
            ? $" {uri.GetLeftPart(UriPartial.Authority)}"
            : string.Empty;
}
