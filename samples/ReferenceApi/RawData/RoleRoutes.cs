using OsmTasking.Core.Access;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>Who has which role.</summary>
public static class RoleRoutes
{
    public static void Map(RouteGroupBuilder users)
    {
        users.MapPost("/", AddAsync);
        users.MapGet("/", ListAsync);
        users.MapGet("/{osmId:long}", FindAsync);
        users.MapPut("/{osmId:long}", ReplaceAsync);
        users.MapDelete("/{osmId:long}", RemoveAsync);
    }

    private static async Task<IResult> AddAsync(HttpContext context, IServiceRoleStore roles)
    {
        await RawDataCaller.AdminAsync(context);
        var holder = Read(await RawBody.ReadAsync(context.Request));
        return await roles.AddAsync(holder, context.RequestAborted)
            ? Results.Json(new Dictionary<string, long> { ["osm_id"] = holder.OsmId })
            : Detail.Text(409, "User has a role already");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IServiceRoleStore roles)
    {
        await RawDataCaller.StaffAsync(context);
        var (skip, limit) = Paging.Of(context);
        return Results.Json((await roles.ListAsync(skip, limit, context.RequestAborted)).Select(Row));
    }

    private static async Task<IResult> FindAsync(long osmId, HttpContext context, IServiceRoleStore roles)
    {
        await RawDataCaller.StaffAsync(context);
        return Results.Json(Row(new RoleHolder(osmId, await roles.FindAsync(osmId, context.RequestAborted) ?? ServiceRole.Guest)));
    }

    private static async Task<IResult> ReplaceAsync(long osmId, HttpContext context, IServiceRoleStore roles)
    {
        await RawDataCaller.AdminAsync(context);
        var holder = Read(await RawBody.ReadAsync(context.Request));
        return await roles.ReplaceAsync(osmId, holder, context.RequestAborted) ? Results.Json(Row(holder)) : Detail.Text(404, "User not found");
    }

    private static async Task<IResult> RemoveAsync(long osmId, HttpContext context, IServiceRoleStore roles)
    {
        await RawDataCaller.AdminAsync(context);
        return await roles.RemoveAsync(osmId, context.RequestAborted) is { } removed ? Results.Json(Row(removed)) : Detail.Text(404, "User not found");
    }

    private static RoleHolder Read(RawBody body)
    {
        var id = body.Long("osm_id") ?? throw Missing("osm_id");
        var role = body.Integer("role") ?? throw Missing("role");
        return role is >= 1 and <= 3 ? new(id, (ServiceRole)role) : throw body.Refuse("role", "Input should be 1, 2 or 3", "enum");
    }

    private static RefusedException Missing(string name) => Detail.Refuse("missing", ["body", name], "Field required");

    private static Dictionary<string, long> Row(RoleHolder holder) => new() { ["osm_id"] = holder.OsmId, ["role"] = (int)holder.Role };
}
