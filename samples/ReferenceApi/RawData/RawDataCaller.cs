using OsmTasking.Core.Access;
using OsmTasking.Core.People;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>Who calls the extraction service, by the header <c>access-token</c>.</summary>
/// <param name="Mapper">Who signed in; null for a guest.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Address">Where the call comes from.</param>
public sealed record RawDataCaller(Mapper? Mapper, ServiceRole Role, string Address)
{
    private const string Header = "access-token";

    public bool IsStaff => Role is ServiceRole.Admin or ServiceRole.Staff;

    public bool IsAdmin => Role == ServiceRole.Admin;

    /// <summary>Gets whose quota the caller's jobs count against.</summary>
    public string Owner => Mapper is null ? $"address:{Address}" : FormattableString.Invariant($"user:{Mapper.Id}");

    /// <summary>Finds out who calls. A token that is none ends the request; so does none at all where one is needed.</summary>
    public static async ValueTask<RawDataCaller> OfAsync(HttpContext context, bool isRequired = false)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var token = context.Request.Headers[Header].ToString();
        if (token.Length == 0)
        {
            return !isRequired ? new(null, ServiceRole.Guest, address) : throw Detail.Refuse("missing", ["header", Header], "Field required");
        }

        var services = context.RequestServices;
        var id = services.GetRequiredService<SessionTokens>().Read(token);
        var mapper = id is null ? null : await services.GetRequiredService<IMapperStore>().FindAsync(id.Value, context.RequestAborted);
        if (mapper is null)
        {
            throw new RefusedException(Detail.Messages(403, "OSM Authentication failed"));
        }

        return new(mapper, await RoleOfAsync(mapper, services.GetRequiredService<IServiceRoleStore>(), context.RequestAborted), address);
    }

    public static async ValueTask<RawDataCaller> StaffAsync(HttpContext context) =>
        await OfAsync(context, isRequired: true) is { IsStaff: true } caller ? caller : throw new RefusedException(Detail.Text(403, "User is not a staff"));

    public static async ValueTask<RawDataCaller> AdminAsync(HttpContext context) =>
        await OfAsync(context, isRequired: true) is { IsAdmin: true } caller ? caller : throw new RefusedException(Detail.Text(403, "User is not an admin"));

    /// <summary>Returns the role given, or that which an admin of the whole system has anyway.</summary>
    public static async ValueTask<ServiceRole> RoleOfAsync(Mapper mapper, IServiceRoleStore roles, CancellationToken cancellationToken) =>
        await roles.FindAsync(mapper.Id, cancellationToken) ?? (mapper.Role == MapperRole.Admin ? ServiceRole.Admin : ServiceRole.Guest);
}
