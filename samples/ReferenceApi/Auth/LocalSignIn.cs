using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OsmTasking.Core.People;
using ReferenceApi.Wire;

namespace ReferenceApi.Auth;

/// <summary>
/// The development sign-in: a name is enough. Offered only while no OSM client id is configured and the server listens
/// on loopback alone, and only to callers on this machine.
/// </summary>
public sealed class LocalSignIn(IServer server, IOptions<OsmOptions> osm)
{
    private const int LongestName = 60;

    public bool IsOffered(HttpContext context) =>
        string.IsNullOrEmpty(osm.Value.ClientId) && ListensOnLoopbackOnly() &&
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from);

    public static async Task<IResult> SignInAsync(
        HttpContext context, LocalSignIn signIn, IMapperStore mappers, SessionTokens tokens, TimeProvider time)
    {
        if (!signIn.IsOffered(context))
        {
            return Errors.Nested(StatusCodes.Status404NotFound, "NOT_FOUND", "The development sign-in is not offered here.");
        }

        var body = await JsonBody.ReadAsync(context.Request);
        var username = body.Text("username").Trim();
        if (username.Length is 0 or > LongestName || username.Any(char.IsControl))
        {
            throw body.Refuse("username", $"must have 1 to {LongestName} characters and no control characters");
        }

        var mapper = await mappers.RegisterLocalAsync(username, time.GetUtcNow(), context.RequestAborted);
        return Results.Json(new { username = mapper.Username, session_token = tokens.Issue(mapper.Id), userId = mapper.Id });
    }

    private bool ListensOnLoopbackOnly()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses is { Count: > 0 } && addresses.All(address =>
            Uri.TryCreate(address, UriKind.Absolute, out var uri) &&
            (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));
    }
}
