using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OsmTasking.Hosting.Exports;

namespace ReferenceApi.RawData;

/// <summary>Finished exports as files: by their address, and as raw-data-api serves its bucket.</summary>
public static class FileRoutes
{
    // The type that a bucket gives to what has none; clients look for it.
    private const string AnyBytes = "binary/octet-stream";

    public static void Map(IEndpointRouteBuilder routes, RouteGroupBuilder api)
    {
        routes.MapMethods("/exports/{**key}", ["GET", "HEAD"], Download);
        var bucket = api.MapGroup("/s3").AddEndpointFilter(RateLimits.Filter(isStats: false));
        bucket.MapGet("/files/", List);
        bucket.MapMethods("/get/{**path}", ["HEAD"], Head);
        bucket.MapGet("/get/{**path}", Get);
    }

    /// <summary>Returns the address of a file, as clients see this service.</summary>
    public static string UrlOf(HttpContext context, string key)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<RawDataOptions>>().Value;
        var root = options.PublicUrl?.ToString().TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        return $"{root}/exports/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
    }

    private static IResult Download(HttpContext context, string? key, ExportStorage storage)
    {
        RawDataFilter.AllowOrigin(context);
        if (storage.Find(key ?? string.Empty) is not { } file)
        {
            return Detail.Text(404, "Not Found");
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}\"";
        return Results.File(
            file.FullName, AnyBytes, lastModified: new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero), enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue(FormattableString.Invariant($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"")));
    }

    private static IResult List(string? folder, string? prettify, ExportStorage storage)
    {
        var files = storage.List(folder ?? "/HDX").Take(100_000).Select(found => new Listed(found.Key, found.File.LastWriteTimeUtc.ToString("yyyy-MM-dd'T'HH:mm:ss+00:00"), found.File.Length));
        return Results.Json(files, TaskRoutes.Flag("prettify", prettify) ? Indented : Verbatim);
    }

    private static IResult Head(HttpContext context, string? path, ExportStorage storage)
    {
        if (storage.Find((path ?? string.Empty).TrimEnd('/')) is not { } file)
        {
            return Results.StatusCode(404);
        }

        context.Response.Headers.LastModified = file.LastWriteTimeUtc.ToString("R");
        context.Response.Headers.ContentLength = file.Length;
        return Results.Empty;
    }

    private static IResult Get(HttpContext context, string? path, string? expiry, ExportStorage storage)
    {
        if (expiry is not null && !(int.TryParse(expiry, out var seconds) && seconds is > 600 and <= 302_400))
        {
            throw Detail.RefuseQuery("expiry", "Input should be greater than 600 and less than or equal to 302400", expiry);
        }

        var key = (path ?? string.Empty).TrimEnd('/');
        return storage.Find(key) is not { } file ? Detail.Text(404, $"File or folder not found: {key}")
            : file.Extension == ".json" ? Results.File(file.FullName, "application/json")
            : Results.Redirect(UrlOf(context, key), permanent: false, preserveMethod: true);
    }

    private static System.Text.Json.JsonSerializerOptions Verbatim { get; } = new();

    private static System.Text.Json.JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private sealed record Listed(string Key, string LastModified, long Size);
}
