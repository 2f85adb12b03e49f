using System.Text.Json.Nodes;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>Tags of projects and of items: routes 18 to 25.</summary>
internal static class ItemTagRoutes
{
    private const int LongestName = 255;
    private const string NoTag = "Invalid tag ID";
    private const string NoItem = "Invalid item ID";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{p}/tags", ListAsync);
        api.MapPost("/projects/{p}/tags", CreateAsync);
        api.MapGet("/projects/{p}/tags/{t}", OneAsync);
        api.MapPut("/projects/{p}/tags/{t}", ChangeAsync);
        api.MapDelete("/projects/{p}/tags/{t}", DeleteAsync);
        api.MapGet("/projects/{p}/items/{i}/tags", OfItemAsync);
        api.MapPost("/projects/{p}/items/{i}/tags", TagAsync);
        api.MapDelete("/projects/{p}/items/{i}/tags/{t}", UntagAsync);
    }

    internal static JsonObject Write(ItemProject project, ItemTag tag, ItemTagging tagging)
    {
        var node = ItemWire.Tag(project, tag);
        node["item_tag"] = ItemWire.Tagging(tagging);
        return node;
    }

    private static async Task<IResult> ListAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader, "Invalid project ID", 400);
        var part = request.Query["tag"].ToString();
        var tags = await desk.Notes.TagsAsync(project.Id, desk.Aborted);
        return Results.Json(tags.Where(tag => tag.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).Select(tag => ItemWire.Tag(project, tag)));
    }

    private static async Task<IResult> CreateAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor, "Invalid project ID", 400);
        var body = await ToFixBody.ReadAsync(request, ["name"], "metadata");
        var tag = new ItemTag(project.Id, Guid.NewGuid(), body.Text("name", LongestName, "name must be a string")!)
        {
            Metadata = body.Metadata() ?? "{}",
            Created = desk.Now,
            Updated = desk.Now,
        };
        return await SaveAsync(project, tag, desk);
    }

    private static async Task<IResult> OneAsync(string p, string t, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader, "Invalid project ID", 400);
        return Results.Json(ItemWire.Tag(project, await FindAsync(project, t, desk)));
    }

    private static async Task<IResult> ChangeAsync(string p, string t, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor, "Invalid project ID", 400);
        var body = await ToFixBody.ReadAsync(request, [], "name", "metadata");
        var tag = await FindAsync(project, t, desk);
        var next = tag with
        {
            Name = body.Text("name", LongestName, "name must be a string") is { Length: > 0 } name ? name : tag.Name,
            Metadata = body.Metadata(tag.Metadata) ?? tag.Metadata,
            Updated = desk.Now,
        };
        await SaveAsync(project, next, desk);
        return Results.Json(new[] { ItemWire.Tag(project, next) }); // A list of one, as to-fix has it.
    }

    private static async Task<IResult> DeleteAsync(string p, string t, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor, "Invalid project ID", 400);
        var tag = await FindAsync(project, t, desk);
        await desk.Notes.DeleteTagAsync(project.Id, tag.Id, desk.Aborted);
        return Say.Message(200, $"Successfully deleted tag {tag.Id}");
    }

    private static async Task<IResult> OfItemAsync(string p, string i, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader, "Invalid project ID", 400);
        return Results.Json(await WithTagsAsync(project, await desk.ItemAsync(project, i, NoItem, 400), desk));
    }

    private static async Task<IResult> TagAsync(string p, string i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper, "Invalid project ID", 400);
        var body = await ToFixBody.ReadAsync(request, ["tag"]);
        var item = await desk.ItemAsync(project, i, NoItem, 400);
        var tag = await FindAsync(project, body.Text("tag", LongestName, NoTag)!, desk);
        await desk.Notes.TagAsync(new ItemTagging(item.Id, tag.Id, desk.Now), desk.Aborted);
        return Results.Json(await WithTagsAsync(project, item, desk));
    }

    private static async Task<IResult> UntagAsync(string p, string i, string t, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper, "Invalid project ID", 400);
        var item = await desk.ItemAsync(project, i, NoItem, 400);
        return Guid.TryParseExact(t, "D", out var id) && await desk.Notes.UntagAsync(item.Id, id, desk.Aborted)
            ? await desk.OneAsync(project, item)
            : throw Say.Bad($"Tag ID {t} was not associated with item {i}");
    }

    private static async ValueTask<JsonArray> WithTagsAsync(ItemProject project, Item item, ItemDesk desk)
    {
        var tags = (await desk.Notes.TagsAsync(project.Id, desk.Aborted)).ToDictionary(tag => tag.Id);
        var taggings = await desk.Notes.TaggingsAsync(project.Id, [item.Id.Number], desk.Aborted);
        return new JsonArray([.. taggings.Where(tagging => tags.ContainsKey(tagging.Tag)).Select(tagging => Write(project, tags[tagging.Tag], tagging))]);
    }

    private static async ValueTask<ItemTag> FindAsync(ItemProject project, string key, ItemDesk desk) =>
        Guid.TryParseExact(key, "D", out var id) && (await desk.Notes.TagsAsync(project.Id, desk.Aborted)).FirstOrDefault(tag => tag.Id == id) is { } found ? found : throw Say.Bad(NoTag);

    private static async ValueTask<IResult> SaveAsync(ItemProject project, ItemTag tag, ItemDesk desk) =>
        await desk.Notes.SaveTagAsync(tag, desk.Aborted) ? Results.Json(ItemWire.Tag(project, tag)) : throw Say.Bad("Tag with name already exists");
}
