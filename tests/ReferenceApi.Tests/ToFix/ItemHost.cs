using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.People;
using OsmTasking.TestKit;
using ReferenceApi.ToFix;

namespace ReferenceApi.Tests.ToFix;

/// <summary>The reference host over either store, with people who have tokens of to-fix.</summary>
internal sealed class ItemHost : IAsyncDisposable
{
    private readonly ScratchDatabase? _database;

    private ItemHost(ApiHost api, ScratchDatabase? database) => (Api, _database) = (api, database);

    internal ApiHost Api { get; }

    internal static async Task<ItemHost> StartAsync(string store, ManualTime? time = null, Dictionary<string, string?>? more = null, Action<IServiceCollection>? adjust = null)
    {
        if (store == "sqlite")
        {
            return new ItemHost(await ApiHost.StartAsync(time, more: more, adjust: adjust), null);
        }

        var database = await ScratchDatabase.CreateAsync();
        return new ItemHost(await ApiHost.StartAsync(time, more: new(more ?? []) { ["OsmTasking:Database"] = database.ConnectionString }, adjust: adjust), database);
    }

    /// <summary>Registers somebody; the first one becomes admin.</summary>
    internal async Task<ItemClient> PersonAsync(string name)
    {
        var mapper = await Api.Services.GetRequiredService<IMapperStore>().RegisterLocalAsync(name, Api.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        return new ItemClient(Api.Address, Api.Services.GetRequiredService<ToFixTokens>().Issue(mapper), mapper);
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}

/// <summary>A client of the to-fix API, as strangers write them.</summary>
internal sealed class ItemClient(Uri address, string? authorization, Mapper? mapper = null) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    internal long Id => mapper!.Id;

    internal string Token => authorization!;

    internal Task<Answer> GetAsync(string path, string? known = null) => SendAsync(HttpMethod.Get, path, null, known: known);

    internal Task<Answer> PostAsync(string path, object body, string? key = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body), key);

    internal Task<Answer> PutAsync(string path, object body, string? key = null) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body), key);

    internal Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    internal Task<Answer> UploadAsync(string path, string text, string type) => SendAsync(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, type));

    internal async Task<string> ProjectAsync(string name, object? settings = null)
    {
        var made = await PostAsync("/v1/projects", new { name });
        Assert.Equal(200, made.Status);
        var path = $"/v1/projects/{made.Json.GetProperty("id").GetString()}";
        if (settings is not null)
        {
            Assert.Equal(200, (await PutAsync($"{path}/settings", settings)).Status);
        }

        return path;
    }

    internal async Task<JsonElement> ItemAsync(string project, string id, double longitude = 0.5, double latitude = 0.5)
    {
        var made = await PostAsync($"{project}/items", new { id, instructions = "look here", pin = new[] { longitude, latitude } });
        Assert.True(made.Status == 200, made.Text);
        return made.Json;
    }

    internal async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, string? key = null, string? known = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Contains(' ', StringComparison.Ordinal) ? authorization : $"Token {authorization}");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        using var answer = await _http.SendAsync(request);
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.Tag ?? answer.Headers.RetryAfter?.ToString());
    }

    public void Dispose() => _http.Dispose();
}
