using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;

namespace OsmTasking.TestKit.Osm;

/// <summary>What the network, or the server behind it, does to a request.</summary>
public enum OsmMishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The request is lost on its way.</summary>
    RequestLost,

    /// <summary>The server does what was asked, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>The server does what was asked, and a proxy says 502.</summary>
    BadGateway,

    /// <summary>The server is down: 503, and nothing is done.</summary>
    Unavailable,

    /// <summary>The client gives up; the request arrives later, when <see cref="FakeOsmApi.DeliverAsync"/> says so.</summary>
    Delayed,

    /// <summary>The client waits until it is cancelled; the server does what was asked.</summary>
    Hangs,

    /// <summary>The server does what was asked, and half of its answer arrives.</summary>
    AnswerCut,
}

/// <summary>
/// An OSM server for tests: the writing part of the API 0.6 with its checks in the order of the real one, uploads that are applied wholly or not at all, and
/// mishaps on demand. Tokens are <c>token-USER</c>.
/// </summary>
public sealed class FakeOsmApi : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<(Func<string, bool> Matches, OsmMishap Mishap)> _mishaps = [];
    private readonly List<(string Method, string Path, string? Token, string Body)> _delayed = [];

    public FakeOsmData Data { get; } = new();

    /// <summary>Gets what was asked, as <c>PUT /api/0.6/changeset/create</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Gets or sets what happens when a request arrives, before anything is done.</summary>
    public Action<string>? OnRequest { get; set; }

    /// <summary>Lets the next request whose line contains a text meet with a mishap.</summary>
    public void Next(string part, OsmMishap mishap)
    {
        lock (_gate)
        {
            _mishaps.Add((line => line.Contains(part, StringComparison.Ordinal), mishap));
        }
    }

    /// <summary>Lets delayed requests arrive.</summary>
    /// <returns>The statuses they get.</returns>
    public Task<List<int>> DeliverAsync()
    {
        var statuses = new List<int>();
        foreach (var (method, path, token, body) in _delayed)
        {
            statuses.Add(Serve(method, path, token, body).Status);
        }

        _delayed.Clear();
        return Task.FromResult(statuses);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (method, path) = (request.Method.Method, request.RequestUri!.PathAndQuery);
        var token = request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } given } ? given : null;
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        var mishap = OsmMishap.None;
        lock (_gate)
        {
            Log.Add($"{method} {path}");
            var at = _mishaps.FindIndex(next => next.Matches($"{method} {path}"));
            if (at >= 0)
            {
                mishap = _mishaps[at].Mishap;
                _mishaps.RemoveAt(at);
            }
        }

        OnRequest?.Invoke($"{method} {path}");
        switch (mishap)
        {
            case OsmMishap.RequestLost:
                throw new HttpRequestException("The connection was reset.");
            case OsmMishap.Unavailable:
                return Answer(503, "Service Unavailable", null);
            case OsmMishap.Delayed:
                _delayed.Add((method, path, token, body));
                throw new HttpRequestException("No answer came.");
        }

        var (status, text, wait) = Serve(method, path, token, body);
        switch (mishap)
        {
            case OsmMishap.AnswerLost:
                throw new HttpRequestException("The connection was reset.");
            case OsmMishap.BadGateway:
                return Answer(502, "Bad Gateway", null);
            case OsmMishap.AnswerCut:
                return Answer(status, text[..(text.Length / 2)], null);
            case OsmMishap.Hangs:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException();
            default:
                return Answer(status, text, wait);
        }
    }

    private static HttpResponseMessage Answer(int status, string text, int? wait)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, "text/xml") };
        if (wait is { } seconds)
        {
            response.Headers.Add("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }

        return response;
    }

    private (int Status, string Text, int? Wait) Serve(string method, string path, string? token, string body)
    {
        lock (_gate)
        {
            try
            {
                return (200, Route(method, path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries)[2..], path, token, body), null);
            }
            catch (OsmRefusedException refused)
            {
                return (refused.Status, refused.Message, refused.Wait);
            }
            catch (System.Xml.XmlException fault)
            {
                return (400, $"Cannot parse valid changeset from xml string. {fault.Message}", null);
            }
        }
    }

    private string Route(string method, string[] parts, string path, string? token, string body)
    {
        if (method == "GET")
        {
            return parts switch
            {
                ["changeset", var id] => Data.Changeset(Number(id)).ToString(),
                ["nodes" or "ways" or "relations", ..] => Data.Present(parts[0][..^1], [.. path.Split('=')[1].Split(',').Select(Number)]).ToString(),
                [var kind, var id, var version] => Data.Version(kind, Number(id), (int)Number(version)).ToString(),
                _ => throw new OsmRefusedException(404, "Not Found"),
            };
        }

        var user = token is not null && token.StartsWith("token-", StringComparison.Ordinal) && !Data.Revoked.Contains(token) ? token[6..] : throw new OsmRefusedException(401, "Couldn't authenticate you");
        return (method, parts) switch
        {
            ("PUT", ["changeset", "create"]) => Data.Create(user, XElement.Parse(body)).ToString(CultureInfo.InvariantCulture),
            ("PUT", ["changeset", var id, "close"]) => Data.Close(user, Number(id)),
            ("POST", ["changeset", var id, "upload"]) => Data.Upload(user, Number(id), body).ToString(),
            _ => throw new OsmRefusedException(405, "Method Not Allowed"),
        };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A refusal on its way out of the fake server.</summary>
public sealed class OsmRefusedException(int status, string message, int? wait = null) : Exception(message)
{
    public int Status => status;

    public int? Wait => wait;
}
