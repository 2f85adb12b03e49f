using System.Buffers.Text;
using System.Text;
using OsmTasking.Core.People;
using ReferenceApi.Wire;

namespace ReferenceApi.Auth;

/// <summary>Finds out who calls: <c>Authorization: Token base64(session token)</c>. A token that is none ends the request.</summary>
public sealed class CallerMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, SessionTokens tokens, IMapperStore mappers)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0 && context.GetEndpoint()?.Metadata.GetMetadata<OwnSignIn>() is null)
        {
            var encoded = header.StartsWith("Token ", StringComparison.OrdinalIgnoreCase) ? header["Token ".Length..].Trim() : string.Empty;
            if (encoded.Length is 0 or > 400 || !Base64.IsValid(encoded))
            {
                await Results.Text("Invalid auth credentials", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
                return;
            }

            var id = tokens.Read(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
            if (id is null || await mappers.FindAsync(id.Value, context.RequestAborted) is not { } mapper)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await Errors.Plain(StatusCodes.Status401Unauthorized, "InvalidToken", "Token is expired or invalid").ExecuteAsync(context);
                return;
            }

            context.Items[typeof(Mapper)] = mapper;
        }

        await next(context);
    }
}

/// <summary>Marks endpoints of an API whose tokens look different, and which finds its callers itself.</summary>
public sealed record OwnSignIn;

/// <summary>Who calls.</summary>
public static class Caller
{
    /// <summary>Returns the mapper who signed in, or <see langword="null"/>.</summary>
    public static Mapper? Mapper(this HttpContext context) => context.Items[typeof(Mapper)] as Mapper;

    /// <summary>Answers 403 to whoever did not sign in.</summary>
    public static TBuilder RequireSignIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (context, next) => context.HttpContext.Mapper() is null ? Errors.NotSignedIn() : await next(context));
}
