using System.Text.Json.Nodes;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>Comments on items: routes 26 to 28.</summary>
internal static class ItemCommentRoutes
{
    private const int LongestBody = 10_000;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{p}/items/{i}/comments", ListAsync);
        api.MapPost("/projects/{p}/items/{i}/comments", AddAsync);
        api.MapDelete("/projects/{p}/items/{i}/comments/{c}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(string p, string i, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var item = await desk.ItemAsync(project, i);
        var comments = await desk.Notes.CommentsAsync(item.Id, desk.Aborted);
        var names = await desk.Mappers.FindManyAsync([.. comments.Select(comment => comment.CreatedBy).Distinct()], desk.Aborted);
        return Results.Json(new JsonArray([.. comments.Select(comment =>
            ItemWire.Comment(comment, names.TryGetValue(comment.CreatedBy, out var mapper) ? mapper.Username : $"{comment.CreatedBy}"))]));
    }

    private static async Task<IResult> AddAsync(string p, string i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var body = await ToFixBody.ReadAsync(request, [], "body", "pin", "metadata");
        var text = body.Text("body", LongestBody, "Comment body must be a string");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Say.Bad("Comment body cannot be empty");
        }

        var item = await desk.ItemAsync(project, i);
        var comment = new ItemComment(item.Id, Guid.NewGuid(), desk.Me.Id, text)
        {
            Pin = body.Pin("Comment pin must be in the [longitude, latitude] format"),
            Metadata = body.Metadata() ?? "{}",
            Created = desk.Now,
        };
        await desk.Notes.AddCommentAsync(comment, desk.Aborted);
        return Results.Json(ItemWire.Comment(comment, desk.Me.Username));
    }

    private static async Task<IResult> DeleteAsync(string p, string i, string c, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var item = await desk.ItemAsync(project, i);
        var comment = Guid.TryParseExact(c, "D", out var id) ? (await desk.Notes.CommentsAsync(item.Id, desk.Aborted)).FirstOrDefault(said => said.Id == id) : null;
        if (comment is not null && comment.CreatedBy != desk.Me.Id && ItemAccess.RoleOf(desk.Me, project) < ItemRole.Editor)
        {
            throw Say.Forbidden("Only its author and the project's editors may delete a comment");
        }

        return comment is not null && await desk.Notes.DeleteCommentAsync(item.Id, comment.Id, desk.Aborted)
            ? Results.Json(ItemWire.Comment(comment, await desk.NameAsync(comment.CreatedBy)))
            : throw Say.NotFound();
    }
}
