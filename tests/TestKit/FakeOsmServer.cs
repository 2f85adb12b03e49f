using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace OsmTasking.TestKit;

/// <summary>
/// An OSM server on loopback that signs people in: OAuth 2, with PKCE where the client begins with it, and who they are. Whoever is named in the address of the
/// first step is signed in, or else <see cref="Visitor"/>. Tokens are <c>token-NAME</c>, as <see cref="Osm.FakeOsmApi"/> takes them.
/// </summary>
public sealed class FakeOsmServer : IAsyncDisposable
{
    public const string ClientId = "the-client";
    public const string ClientSecret = "the-secret";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, Grant> _grants = new();
    private readonly ConcurrentDictionary<string, (long Id, string Name)> _tokens = new();
    private readonly Task _work;

    public FakeOsmServer()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _work = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>Gets or sets who sits at the browser.</summary>
    public (long Id, string Name)? Visitor { get; set; }

    /// <summary>Plays the browser of somebody who says yes: follows the address of the sign-in and returns where OSM sends them.</summary>
    public static async Task<Uri> AgreeAsync(Uri login, long id, string name)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri($"{login}&user={id}&name={Uri.EscapeDataString(name)}"));
        return answer.Headers.Location ?? throw new InvalidOperationException($"OSM said {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
                context.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/oauth2/authorize":
                Authorize(context);
                break;
            case "/oauth2/token":
                using (var reader = new StreamReader(context.Request.InputStream))
                {
                    Issue(context, HttpUtility.ParseQueryString(await reader.ReadToEndAsync()));
                }

                break;
            case "/api/0.6/user/details.json":
                Details(context);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private void Authorize(HttpListenerContext context)
    {
        var query = HttpUtility.ParseQueryString(context.Request.Url!.Query);
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] is not (null or "S256") || query["redirect_uri"] is not { } back)
        {
            context.Response.StatusCode = 400;
            return;
        }

        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var (id, name) = query["user"] is { } user ? (long.Parse(user), query["name"]!) : Visitor ?? throw new InvalidOperationException("Nobody sits at the browser.");
        _grants[code] = new(query["code_challenge"], back, id, name);
        context.Response.Redirect($"{back}?code={code}&state={Uri.EscapeDataString(query["state"] ?? string.Empty)}");
    }

    // A code serves once, whoever shows it.
    private void Issue(HttpListenerContext context, System.Collections.Specialized.NameValueCollection form)
    {
        var verifier = form["code_verifier"] ?? string.Empty;
        if (!_grants.TryRemove(form["code"] ?? string.Empty, out var grant) || form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "authorization_code"
            || form["redirect_uri"] != grant.Back || (grant.Challenge is not null && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != grant.Challenge))
        {
            Send(context, 400, new { error = "invalid_grant" });
            return;
        }

        var token = $"token-{Uri.EscapeDataString(grant.Name)}";
        _tokens[token] = (grant.Id, grant.Name);
        Send(context, 200, new { access_token = token, token_type = "Bearer", scope = "read_prefs" });
    }

    private void Details(HttpListenerContext context)
    {
        var token = context.Request.Headers["Authorization"]?.Replace("Bearer ", string.Empty, StringComparison.Ordinal) ?? string.Empty;
        if (_tokens.TryGetValue(token, out var user))
        {
            Send(context, 200, new { version = "0.6", user = new { id = user.Id, display_name = user.Name, img = new { href = $"{Address}picture.png" } } });
        }
        else
        {
            context.Response.StatusCode = 401;
        }
    }

    private static void Send(HttpListenerContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.OutputStream.Write(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed record Grant(string? Challenge, string Back, long Id, string Name);
}
