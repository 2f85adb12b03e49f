using System.Net;
using System.Net.Sockets;

namespace OsmTasking.TestKit.Osm;

/// <summary>Serves a <see cref="FakeOsmApi"/> on loopback, for processes of their own. What fails there is a connection that breaks here.</summary>
public sealed class FakeOsmListener : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpMessageInvoker _api;
    private readonly TimeSpan _delay;
    private readonly Task _work;

    /// <param name="api">Who answers.</param>
    /// <param name="delay">How long each request takes to arrive.</param>
    public FakeOsmListener(FakeOsmApi api, TimeSpan delay)
    {
        (_api, _delay) = (new HttpMessageInvoker(api, disposeHandler: false), delay);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _work = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _work;
        _listener.Close();
        _api.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await Task.Delay(_delay);
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), context.Request.Url);
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers["Authorization"]);
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
            using var answer = await _api.SendAsync(request, CancellationToken.None);
            context.Response.StatusCode = (int)answer.StatusCode;
            if (answer.Headers.RetryAfter is { } wait)
            {
                context.Response.Headers["Retry-After"] = wait.ToString();
            }

            context.Response.ContentType = "text/xml";
            await answer.Content.CopyToAsync(context.Response.OutputStream);
            context.Response.Close();
        }
        catch (Exception fault) when (fault is HttpRequestException or HttpListenerException or IOException or ObjectDisposedException)
        {
            context.Response.Abort(); // The answer is lost, or nobody waits for it any more.
        }
    }
}
