using Microsoft.AspNetCore.Mvc;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Edits;

namespace ReferenceApi.ToFix;

/// <summary>The objects that an item is about, as OSM has them now: what the map page shows to be edited in place.</summary>
internal static class ItemObjectRoutes
{
    /// <summary>A page waits for this; OSM that answers later is one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostListed = 500;

    internal static void Map(RouteGroupBuilder api) => api.MapGet("/projects/{p}/items/{i}/objects", ReadAsync);

    /// <summary>
    /// <c>{open, write, note, edit, objects: [{element, version, tags, deleted, from}]}</c>. <c>open</c>: whether the item is; <c>write</c>: ready; signIn (no right to
    /// write is kept, or OSM does not take it); role (not a mapper here); off (this server sends no edits). <c>edit</c>: the caller's edit of the item that is not
    /// through yet, or that closed the item. Without a version an object can only be looked at.
    /// </summary>
    private static async Task<IResult> ReadAsync(string p, string i, ItemDesk desk, IEditTokens tokens, IEditStore edits, [FromServices] IOsmApi? osm)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);

        // Before the item: an edit completes its item before it ends, so that one that is through is seen with what it did.
        var mine = await edits.LatestAsync(desk.Me.Id, MostListed, desk.Aborted);
        var item = await desk.ItemAsync(project, i);
        var open = item.Status == ItemStatus.Open;
        var edit = mine.FirstOrDefault(one => one.ProjectId == project.Id && one.Item == item.Id.Number && (open ? !one.IsThrough : one.State != EditState.Withdrawn));
        var named = ItemObjects.Of(item.Content.Features);
        var token = osm is null ? null : await tokens.FindAsync(desk.Me.Id, desk.Aborted);
        var write = osm is null ? "off" : ItemAccess.RoleOf(desk.Me, project) < ItemRole.Mapper ? "role" : token is null ? "signIn" : "ready";
        IReadOnlyDictionary<OsmElementId, OsmElement>? present = null;
        string? note = null;
        if (osm is not null && token is not null && named.Count > 0)
        {
            switch (await AskAsync(osm, token, named, desk.Aborted))
            {
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Done(var read):
                    present = read;
                    break;
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Refused({ Kind: OsmRefusalKind.NoRight }):
                    (write, note) = ("signIn", "OpenStreetMap no longer takes your sign-in.");
                    break;
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Refused({ Kind: OsmRefusalKind.TooFast }):
                    note = "OpenStreetMap asks to go slower. Try again in a minute.";
                    break;
                default:
                    note = "OpenStreetMap does not answer now.";
                    break;
            }
        }

        return Results.Json(new { open, write, note, edit = edit is null ? null : ItemEditRoutes.Wire(edit), objects = named.Select(one => Wire(one, present)) });
    }

    private static async ValueTask<OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>> AskAsync(IOsmApi osm, string token, IReadOnlyList<NamedObject> named, CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(Patience);
        try
        {
            return await osm.ReadElementsAsync(token, [.. named.Select(one => one.Element)], patience.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Unknown("no answer");
        }
    }

    private static object Wire(NamedObject named, IReadOnlyDictionary<OsmElementId, OsmElement>? present)
    {
        var now = present?.GetValueOrDefault(named.Element);
        var known = now ?? (present is null ? named.Told : null);
        return new
        {
            element = named.Element.ToString(),
            version = known?.Version,
            tags = known?.Tags ?? new Dictionary<string, string>(),
            deleted = present is not null && now is not { IsVisible: true },
            from = now is not null ? "osm" : known is not null ? "item" : null,
        };
    }
}
