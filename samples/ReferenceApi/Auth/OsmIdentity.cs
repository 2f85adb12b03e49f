using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Edits;
using OsmTasking.Core.People;

namespace ReferenceApi.Auth;

/// <summary>Asks the OSM server who somebody is: <c>POST /oauth2/token</c> and <c>GET /api/0.6/user/details.json</c>.</summary>
public sealed class OsmIdentity(IHttpClientFactory clients, IOptions<OsmOptions> options, TimeProvider time)
{
    private const long LargestAnswer = 1024 * 1024;

    /// <summary>Trades an authorisation code for the user who gave it.</summary>
    /// <param name="code">The code.</param>
    /// <param name="redirectUri">Where OSM sent them with it.</param>
    /// <param name="verifier">The secret of PKCE, if the sign-in began with one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<OsmGrant> ExchangeAsync(string code, string redirectUri, string? verifier, CancellationToken cancellationToken) => AskAsync(
        async client =>
        {
            var fields = new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = redirectUri,
                ["client_id"] = options.Value.ClientId ?? string.Empty,
                ["client_secret"] = options.Value.ClientSecret ?? string.Empty,
            };
            if (verifier is not null)
            {
                fields["code_verifier"] = verifier;
            }

            using var form = new FormUrlEncodedContent(fields);
            using var granted = await client.PostAsync(new Uri(options.Value.Server, "/oauth2/token"), form, cancellationToken);
            if (!granted.IsSuccessStatusCode)
            {
                return (int)granted.StatusCode < 500 ? OsmGrant.Refused : OsmGrant.NoToken;
            }

            using var answer = JsonDocument.Parse(await granted.Content.ReadAsStringAsync(cancellationToken));
            return await WhoseAsync(client, answer.RootElement.GetProperty("access_token").GetString()!, cancellationToken);
        },
        cancellationToken);

    /// <summary>Tells whose an access token is.</summary>
    public async Task<OsmGrant> WhoseAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);

        // Not a header value, and no token looks like that.
        return token.Any(letter => letter is <= ' ' or > '~') ? OsmGrant.Nobody : await AskAsync(client => WhoseAsync(client, token, cancellationToken), cancellationToken);
    }

    /// <summary>Keeps who signed in; a name that changed at OSM changes here too.</summary>
    public async Task<Mapper> RegisterAsync(OsmUser user, IMapperStore mappers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var known = await mappers.FindAsync(user.Id, cancellationToken);
        var mapper = (known ?? new Mapper(user.Id, user.Name, MapperRole.Mapper, 1, time.GetUtcNow())) with { Username = user.Name, PictureUrl = user.Picture };
        if (mapper == known)
        {
            return mapper;
        }

        // A name that its holder gave up at OSM somebody else may take there. The holder gets the one that OSM gives to accounts without a name.
        if (await mappers.FindByNameAsync(user.Name, cancellationToken) is { } holder && holder.Id != user.Id)
        {
            await mappers.SaveAsync(holder with { Username = string.Create(CultureInfo.InvariantCulture, $"user_{holder.Id}") }, cancellationToken);
        }

        await mappers.SaveAsync(mapper, cancellationToken);
        return mapper;
    }

    /// <summary>Keeps who signed in, and the token that OSM gave for them; edits that waited for it get a turn.</summary>
    public async Task<Mapper> EnterAsync(OsmGrant.Given given, IMapperStore mappers, OsmTokenVault vault, IEditStore edits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(given);
        var mapper = await RegisterAsync(given.User, mappers, cancellationToken);
        await vault.SaveAsync(mapper.Id, given.Token, cancellationToken);
        await edits.WakeAsync(mapper.Id, cancellationToken);
        return mapper;
    }

    private async Task<OsmGrant> WhoseAsync(HttpClient client, string token, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Value.Server, "/api/0.6/user/details.json"));
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var told = await client.SendAsync(ask, cancellationToken);
        if (!told.IsSuccessStatusCode)
        {
            return OsmGrant.Nobody;
        }

        using var details = JsonDocument.Parse(await told.Content.ReadAsStringAsync(cancellationToken));
        var user = details.RootElement.GetProperty("user");
        return new OsmGrant.Given(
            new OsmUser(user.GetProperty("id").GetInt64(), user.GetProperty("display_name").GetString()!)
            {
                Picture = user.TryGetProperty("img", out var image) && image.TryGetProperty("href", out var href) ? href.GetString() : null,
            },
            token);
    }

    private async Task<OsmGrant> AskAsync(Func<HttpClient, Task<OsmGrant>> ask, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(OsmSignIn.Http);
            client.MaxResponseContentBufferSize = LargestAnswer;
            return await ask(client);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return OsmGrant.Unreachable;
        }
    }
}

/// <summary>A user of the OSM server.</summary>
public sealed record OsmUser(long Id, string Name)
{
    public string? Picture { get; init; }
}

/// <summary>What came of asking OSM who signs in.</summary>
public abstract record OsmGrant
{
    private OsmGrant()
    {
    }

    /// <summary>The code was wrong, used before, or too old.</summary>
    public static OsmGrant Refused { get; } = new Failure("refused");

    /// <summary>OSM could not give a token.</summary>
    public static OsmGrant NoToken { get; } = new Failure("no token");

    /// <summary>OSM does not tell whose the token is.</summary>
    public static OsmGrant Nobody { get; } = new Failure("nobody");

    /// <summary>OSM could not be asked, or did not answer as it should.</summary>
    public static OsmGrant Unreachable { get; } = new Failure("unreachable");

    /// <summary>Who it is, and the token that OSM gave for them.</summary>
    public sealed record Given(OsmUser User, string Token) : OsmGrant;

    private sealed record Failure(string Reason) : OsmGrant;
}
