using System.Text.Json.Nodes;
using OsmTasking.Extraction.Exports;

namespace ReferenceApi.RawData;

/// <summary>Definitions of data sets that are exported again and again. Reading is open; staff write, admins remove.</summary>
public static class HdxRoutes
{
    private const int LongestText = 2000;
    private static readonly string[] Columns = ["id", "iso3", "cid", "hdx_upload", "queue", "meta"];
    private static readonly string[] Fields = ["iso3", "cid", "hdx_upload", "dataset", "queue", "meta", "categories", "geometry"];

    public static void Map(RouteGroupBuilder api)
    {
        var hdx = api.MapGroup("/hdx").AddEndpointFilter(RateLimits.Filter(isStats: false));
        hdx.MapPost("/", AddAsync);
        hdx.MapGet("/", ListAsync);
        hdx.MapGet("/search/", SearchAsync);
        hdx.MapGet("/{id:long}", FindAsync);
        hdx.MapPut("/{id:long}", (long id, HttpContext context, IDatasetStore store) => WriteAsync(id, isPatch: false, context, store));
        hdx.MapPatch("/{id:long}", (long id, HttpContext context, IDatasetStore store) => WriteAsync(id, isPatch: true, context, store));
        hdx.MapDelete("/{id:long}", RemoveAsync);
    }

    private static async Task<IResult> AddAsync(HttpContext context, IDatasetStore store)
    {
        await RawDataCaller.StaffAsync(context);
        var document = Read(await RawBody.ReadAsync(context.Request), null);
        await store.AddAsync(document.ToJsonString(), context.RequestAborted);
        return Results.Json(new { create = true });
    }

    private static async Task<IResult> WriteAsync(long id, bool isPatch, HttpContext context, IDatasetStore store)
    {
        await RawDataCaller.StaffAsync(context);
        var body = await RawBody.ReadAsync(context.Request);
        if (await store.FindAsync(id, context.RequestAborted) is not { } found)
        {
            return NotFound();
        }

        var document = Read(body, isPatch ? (JsonObject)JsonNode.Parse(found.Document)! : null);
        return await store.ReplaceAsync(found with { Document = document.ToJsonString() }, context.RequestAborted) ? Results.Json(new { update = true }) : NotFound();
    }

    private static async Task<IResult> RemoveAsync(long id, HttpContext context, IDatasetStore store)
    {
        await RawDataCaller.AdminAsync(context);
        return await store.RemoveAsync(id, context.RequestAborted) ? Results.Json(new { delete = true }) : NotFound();
    }

    private static async Task<IResult> FindAsync(long id, IDatasetStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } found ? Results.Json(Feature(found)) : NotFound();

    // The names in the query are looked up among the fields; none of them becomes part of a statement.
    private static async Task<IResult> ListAsync(HttpContext context, IDatasetStore store)
    {
        var asked = context.Request.Query.Where(pair => pair.Key is not ("skip" or "limit")).ToList();
        var found = (await store.ListAsync(context.RequestAborted)).Select(Feature)
            .Where(feature => asked.TrueForAll(pair => Text(feature["properties"]!, pair.Key) == pair.Value.ToString()));
        return Page(found, context);
    }

    private static async Task<IResult> SearchAsync(string? dataset_title, HttpContext context, IDatasetStore store, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(dataset_title))
        {
            throw Detail.Refuse("missing", ["query", "dataset_title"], "Field required");
        }

        var found = (await store.ListAsync(cancellationToken)).Select(Feature)
            .Where(feature => Text(feature["properties"]!, nameof(dataset_title))?.Contains(dataset_title, StringComparison.OrdinalIgnoreCase) == true);
        return Page(found, context);
    }

    private static IResult Page(IEnumerable<JsonObject> found, HttpContext context)
    {
        var (skip, limit) = Paging.Of(context);
        return Results.Json(new JsonArray([.. found.Skip(skip).Take(limit)]));
    }

    private static JsonObject Read(RawBody body, JsonObject? before)
    {
        var document = before ?? new JsonObject { ["iso3"] = null, ["cid"] = null, ["hdx_upload"] = true, ["dataset"] = null, ["queue"] = "raw_ondemand", ["meta"] = false, ["categories"] = null, ["geometry"] = null };
        foreach (var name in Fields)
        {
            if (body.Find(name) is { } value)
            {
                document[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        if (body.Text("iso3", LongestText) is { } iso3)
        {
            document["iso3"] = iso3.Length == 3 && iso3.All(char.IsAsciiLetter) ? iso3.ToUpperInvariant() : throw body.Refuse("iso3", "iso3 must be three letters");
        }

        if (body.Find("geometry") is not null)
        {
            SnapshotBody.ReadArea(body);
        }

        (document["hdx_upload"], document["meta"]) = (body.Flag("hdx_upload", (bool)document["hdx_upload"]!), body.Flag("meta", (bool)document["meta"]!));
        _ = (body.Object("dataset"), body.Text("queue", LongestText), body.Integer("cid"));
        return document["dataset"] is null ? throw Detail.Refuse("missing", ["body", "dataset"], "Field required")
            : (document["iso3"] is null) == (document["geometry"] is null) ? throw body.Refuse("iso3", "give either iso3 or geometry")
            : document;
    }

    private static JsonObject Feature(Dataset dataset)
    {
        var document = (JsonObject)JsonNode.Parse(dataset.Document)!;
        var geometry = document["geometry"]?.DeepClone();
        document.Remove("geometry");
        var properties = new JsonObject { ["id"] = dataset.Id };
        foreach (var (name, value) in document)
        {
            properties[name] = value?.DeepClone();
        }

        return new JsonObject { ["type"] = "Feature", ["geometry"] = geometry, ["properties"] = properties };
    }

    private static string? Text(JsonNode properties, string name)
    {
        var value = Columns.Contains(name) ? properties[name] : properties["dataset"]?[name];
        return value is JsonValue plain ? plain.ToString() : value?.ToJsonString();
    }

    private static IResult NotFound() => Detail.Text(404, "HDX not found");
}
