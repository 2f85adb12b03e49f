using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.Hosting;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Features;
using OsmTasking.TestKit;
using ReferenceApi.Commands;

namespace ReferenceApi.Tests.RawData;

/// <summary>The reference host with its worker, over HTTP, on an embedded store or on PostGIS; data and exports of its own.</summary>
internal sealed class RawDataHost : IAsyncDisposable
{
    internal const string Sqlite = "sqlite";
    internal const string Postgis = "postgis";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;
    private readonly ScratchDatabase? _database;

    private RawDataHost(WebApplication app, DirectoryInfo directory, ScratchDatabase? database)
    {
        (_app, _directory, _database) = (app, directory, database);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(100) };
    }

    internal HttpClient Http { get; }

    internal IServiceProvider Services => _app.Services;

    internal string Folder => _directory.FullName;

    internal static async Task<RawDataHost> StartAsync(string store, string? file = null, bool works = true, Dictionary<string, string?>? more = null, Action<IServiceCollection>? adjust = null)
    {
        var database = store == Postgis ? await ScratchDatabase.CreateAsync() : null;
        var directory = Directory.CreateTempSubdirectory("osmtasking-raw-");
        var settings = new HostSettings(new Dictionary<string, string?>
        {
            ["OsmTasking:DataDirectory"] = directory.FullName,
            ["OsmTasking:Database"] = database?.ConnectionString,
            ["Urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["OsmTasking:Jobs:Poll"] = "00:00:00.050",
            ["OsmTasking:RawData:RatePerMinute"] = "100000",
        }.Concat(more ?? []).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value));
        var app = ReferenceHost.Build(settings, services =>
        {
            if (works)
            {
                settings.AddBackgroundWork(services);
            }

            adjust?.Invoke(services);
        });
        await app.Services.GetRequiredService<IStoreSchema>().MigrateAsync();
        if (file is not null)
        {
            await app.Services.GetRequiredService<IFeatureStore>().ImportAsync(OsmFile.Open(file), Path.GetFileName(file), ManualTime.Noon);
        }

        await app.StartAsync();
        return new RawDataHost(app, directory, database);
    }

    /// <summary>Starts one with <see cref="SmallRegion"/>.</summary>
    internal static async Task<RawDataHost> SmallAsync(string store, bool works = true, Dictionary<string, string?>? more = null)
    {
        var path = Path.Combine(Path.GetTempPath(), $"region-{Guid.NewGuid():N}.osm");
        await File.WriteAllTextAsync(path, SmallRegion.Xml);
        try
        {
            return await StartAsync(store, path, works, more);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal async Task<string> TokenAsync(string username)
    {
        using var answer = await Http.PostAsJsonAsync("/api/map/sign-in", new { username });
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("session_token").GetString()!;
    }

    internal async Task<RawAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("access-token", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var answer = await Http.SendAsync(request);
        return new RawAnswer(answer, await answer.Content.ReadAsByteArrayAsync());
    }

    internal Task<RawAnswer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, null, token);

    internal Task<RawAnswer> PostAsync(string path, object body, string? token = null) => SendAsync(HttpMethod.Post, path, body, token);

    /// <summary>Asks for a snapshot and waits until it is over.</summary>
    internal async Task<JsonElement> SnapshotAsync(object body, string? token = null)
    {
        var queued = await PostAsync("/v1/snapshot/", body, token);
        Assert.True(queued.Status == 200, queued.Text);
        return await WaitAsync(queued.Json.GetProperty("task_id").GetString()!);
    }

    internal async Task<JsonElement> WaitAsync(string id)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var told = (await GetAsync($"/v1/tasks/status/{id}/")).Json;
            if (told.GetProperty("status").GetString() is not ("PENDING" or "STARTED" or "RETRY"))
            {
                return told;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Job {id} did not end.");
    }

    /// <summary>Downloads what a finished snapshot names, and unpacks it.</summary>
    internal async Task<Dictionary<string, byte[]>> DownloadAsync(JsonElement status)
    {
        Assert.True(status.GetProperty("status").GetString() == "SUCCESS", status.ToString());
        var bytes = await Http.GetByteArrayAsync(new Uri(status.GetProperty("result").GetProperty("download_url").GetString()!));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            files[entry.FullName] = copy.ToArray();
        }

        return files;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record RawAnswer(HttpResponseMessage Message, byte[] Bytes)
{
    internal int Status => (int)Message.StatusCode;

    internal string Text => Encoding.UTF8.GetString(Bytes);

    internal JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    internal string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}
