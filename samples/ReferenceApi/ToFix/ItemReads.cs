using System.Text.Json.Nodes;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>Reading items: routes 12 and 14, and their history.</summary>
internal static class ItemReads
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{p}/items", ListAsync);
        api.MapGet("/projects/{p}/items/{i}", OneAsync);
        api.MapGet("/projects/{p}/history", (string p, HttpRequest request, ItemDesk desk) => HistoryAsync(p, null, request, desk));
        api.MapGet("/projects/{p}/items/{i}/history", HistoryAsync);
    }

    private static async Task<IResult> ListAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var query = ItemListQuery.Page(request, project.Id, desk.Now);
        var items = query.Take == 0 ? [] : await desk.Items.ListAsync(query, desk.Aborted);
        var list = await desk.WriteAsync(project, items, query.WithFeatures);
        if (query.Tags.Count > 0)
        {
            await AddTagsAsync(project, items, list, query.Tags, desk);
        }

        return Results.Json(list);
    }

    private static async Task<IResult> OneAsync(string p, string i, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        return await desk.OneAsync(project, await desk.ItemAsync(project, i));
    }

    private static async Task<IResult> HistoryAsync(string p, string? i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var item = i is null ? null : await desk.ItemAsync(project, i);
        var before = long.TryParse(request.Query["before"], out var sequence) && sequence > 0 ? sequence : long.MaxValue;
        var events = await desk.Items.HistoryAsync(project.Id, item?.Id.Number, before, 100, desk.Aborted);
        var names = await desk.Mappers.FindManyAsync([.. events.Select(happened => happened.ActorId).Distinct()], desk.Aborted);
        return Results.Json(events.Select(happened => new
        {
            sequence = happened.Sequence,
            number = happened.Item.Number,
            version = happened.Version,
            action = happened.Kind.ToString().ToLowerInvariant(),
            at = ItemWire.Time(happened.At),
            by = names.TryGetValue(happened.ActorId, out var mapper) ? mapper.Username : $"{happened.ActorId}",
            status = happened.Status?.Name(),
            token = happened.Token,
            forced = happened.Forced,
        }));
    }

    private static async ValueTask AddTagsAsync(ItemProject project, IReadOnlyList<Item> items, JsonArray list, IReadOnlyList<Guid> wanted, ItemDesk desk)
    {
        var tags = (await desk.Notes.TagsAsync(project.Id, desk.Aborted)).Where(tag => wanted.Contains(tag.Id)).ToDictionary(tag => tag.Id);
        var taggings = (await desk.Notes.TaggingsAsync(project.Id, [.. items.Select(item => item.Id.Number)], desk.Aborted)).ToLookup(tagging => tagging.Item.Number);
        for (var index = 0; index < items.Count; index++)
        {
            list[index]!["tags"] = new JsonArray([.. taggings[items[index].Id.Number].Where(tagging => tags.ContainsKey(tagging.Tag)).Select(tagging => ItemTagRoutes.Write(project, tags[tagging.Tag], tagging))]);
        }
    }
}
