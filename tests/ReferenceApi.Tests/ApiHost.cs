using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OsmTasking.Core.Hosting;
using OsmTasking.TestKit;
using ReferenceApi.Commands;

namespace ReferenceApi.Tests;

/// <summary>The reference host on a free loopback port, with a data directory of its own.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private ApiHost(WebApplication app, DirectoryInfo directory)
    {
        (_app, _directory) = (app, directory);
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    /// <summary>Gets the data directory.</summary>
    public string Directory => _directory.FullName;

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiHost> StartAsync(ManualTime? time = null, bool firstStart = false, Dictionary<string, string?>? more = null, Action<IServiceCollection>? adjust = null)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("osmtasking-");
        var given = new Dictionary<string, string?>(more ?? [])
        {
            ["OsmTasking:DataDirectory"] = directory.FullName,
            ["Urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        var settings = new HostSettings(given);
        var app = ReferenceHost.Build(settings, services =>
        {
            if (time is not null)
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            }

            adjust?.Invoke(services);
        });
        await app.Services.GetRequiredService<IStoreSchema>().MigrateAsync();
        await app.StartAsync();
        if (firstStart)
        {
            await FirstStart.RunAsync(app.Services, settings, CancellationToken.None);
        }

        return new ApiHost(app, directory);
    }

    /// <summary>Signs somebody in; the first one becomes admin.</summary>
    public async Task<Client> SignInAsync(string username)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync("/api/map/sign-in", new { username });
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return new Client(Address, body.RootElement.GetProperty("session_token").GetString());
    }

    public Client Anonymous() => new(Address, null);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

/// <summary>A client of the wire, as strangers write them.</summary>
public sealed class Client : IDisposable
{
    private readonly HttpClient _http;

    public Client(Uri address, string? token)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Token {Convert.ToBase64String(Encoding.UTF8.GetBytes(token))}");
        }
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonSerializer.Serialize(body), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await _http.SendAsync(request);
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.Tag);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string Text, string? ETag)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? SubCode => Json.TryGetProperty(nameof(SubCode), out var code) ? code.GetString()
        : Json.TryGetProperty("error", out var error) ? error.GetProperty("sub_code").GetString() : null;
}
