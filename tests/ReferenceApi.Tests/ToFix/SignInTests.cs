using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.Edits;
using OsmTasking.Core.People;
using ReferenceApi.Auth;
using static ReferenceApi.Tests.ToFix.ItemWireTests;

namespace ReferenceApi.Tests.ToFix;

/// <summary>Tokens, and how clients of to-fix come by them.</summary>
public class SignInTests
{
    private static readonly byte[] Secret = "a secret that two installations share"u8.ToArray();
    private static readonly byte[] Client = "the secret of the one front end"u8.ToArray();

    [Fact]
    public async Task Tokens_AreHs256OfTheSharedSecret_AndNothingElse()
    {
        await using var host = await ItemHost.StartAsync("sqlite", more: new() { ["OsmTasking:ToFix:AppSecret"] = Encoding.UTF8.GetString(Secret) });
        const string Payload = """{"id":"4711","username":"old hand","image":"https://example.org/p.png"}""";
        var good = Jwt("""{"alg":"HS256","typ":"JWT"}""", Payload, Secret);

        Assert.Equal("""{"id":"4711","username":"old hand","image":"https://example.org/p.png"}""", (await GetAsync($"Token {good}")).Text);
        Assert.Equal(200, (await GetAsync(good)).Status); // JOSM's plugin sends it bare.
        Assert.Equal(401, (await GetAsync($"Token {good[..^2]}xx")).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"none"}""", Payload, Secret))).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"HS512"}""", Payload, Secret))).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"HS256"}""", Payload, Client))).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"HS256"}""", """{"id":"4711","username":"old hand","exp":1}""", Secret))).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"HS256"}""", """{"id":"-5","username":"somebody local"}""", Secret))).Status);
        Assert.Equal(401, (await GetAsync(Jwt("""{"alg":"HS256"}""", """{"id":"12","username":"OLD HAND"}""", Secret))).Status);
        foreach (var garbage in new[] { "Token", "Token ", "Token a.b.c", "Basic eA==", "Token ....", $"Token {new string('a', 9000)}" })
        {
            Assert.Equal(401, (await GetAsync(garbage)).Status);
        }

        async Task<Answer> GetAsync(string header)
        {
            using var client = new ItemClient(host.Api.Address, header.Contains(' ', StringComparison.Ordinal) ? header : $" {header}");
            return await client.GetAsync("/v1/user");
        }
    }

    [Fact]
    public async Task TrustedClient_MustWrapEveryToken()
    {
        await using var host = await ItemHost.StartAsync("sqlite", more: new()
        {
            ["OsmTasking:ToFix:AppSecret"] = Encoding.UTF8.GetString(Secret),
            ["OsmTasking:ToFix:TrustedClientSecret"] = Encoding.UTF8.GetString(Client),
        });
        var inner = Jwt("""{"alg":"HS256"}""", """{"id":7,"username":"ada"}""", Secret);
        using var bare = new ItemClient(host.Api.Address, inner);
        using var wrapped = new ItemClient(host.Api.Address, Jwt("""{"alg":"HS256"}""", inner, Client));
        using var forged = new ItemClient(host.Api.Address, Jwt("""{"alg":"HS256"}""", inner, Secret));

        Assert.Equal((401, 200, 401), ((await bare.GetAsync("/v1/user")).Status, (await wrapped.GetAsync("/v1/user")).Status, (await forged.GetAsync("/v1/user")).Status));
    }

    [Fact]
    public async Task Osm_IsAskedWhoItIs()
    {
        await using var osm = await FakeOsmAsync();
        await using var host = await ItemHost.StartAsync("sqlite", more: new()
        {
            ["OsmTasking:Osm:Server"] = osm.Urls.First(),
            ["OsmTasking:Osm:ClientId"] = "us",
            ["OsmTasking:ToFix:FrontendUrl"] = "https://front.example/",
        });
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = host.Api.Address };

        using var start = await browser.GetAsync("/v1/auth/openstreetmap");
        Assert.StartsWith($"{osm.Urls.First()}/oauth2/authorize?response_type=code&client_id=us&redirect_uri=http%3A%2F%2F127.0.0.1", start.Headers.Location!.ToString(), StringComparison.Ordinal);
        var state = start.Headers.Location.ToString().Split("state=")[1];
        using var forged = await browser.GetAsync("/v1/auth/openstreetmap/callback?code=c&state=other");
        Assert.Equal((401, "Authentication Failed!"), ((int)forged.StatusCode, await forged.Content.ReadAsStringAsync()));
        using var again = await browser.GetAsync("/v1/auth/openstreetmap");
        state = again.Headers.Location!.ToString().Split("state=")[1];
        using var done = await browser.GetAsync($"/v1/auth/openstreetmap/callback?code=good&state={state}");
        Assert.StartsWith("https://front.example/landing.html?token=", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var signedIn = new ItemClient(host.Api.Address, done.Headers.Location.ToString().Split("token=")[1]);
        Assert.Equal("carla", Text((await signedIn.GetAsync("/v1/user")).Json, "username"));
        Assert.Equal("access", await host.Api.Services.GetRequiredService<OsmTokenVault>().FindAsync(99));

        using var josm = new ItemClient(host.Api.Address, null);
        Assert.Equal(401, (await josm.GetAsync("/v1/auth/openstreetmap/josm?name=carla&id=99&key=wrong&secret=s")).Status);
        Assert.Equal(401, (await josm.GetAsync("/v1/auth/openstreetmap/josm?name=admin&id=1&key=access&secret=s")).Status);
        var token = Text((await josm.GetAsync("/v1/auth/openstreetmap/josm?name=carla&id=99&key=access&secret=s")).Json, "tfx_token");
        using var plugin = new ItemClient(host.Api.Address, $" {token}");
        Assert.Equal("99", Text((await plugin.GetAsync("/v1/user")).Json, "id"));
    }

    [Fact]
    public async Task Osm_SignsSomebodyInAgain_TheirBlockedEditsGetATurn()
    {
        await using var osm = await FakeOsmAsync();
        await using var host = await ItemHost.StartAsync("sqlite", more: new() { ["OsmTasking:Osm:Server"] = osm.Urls.First(), ["OsmTasking:Osm:ClientId"] = "us" });
        var edits = host.Api.Services.GetRequiredService<IEditStore>();
        var draft = await edits.AddAsync(new Edit(Guid.NewGuid(), 99, 1, new EditPin(0, 0), [new ElementChange.TagFix(new(OsmElementKind.Node, 1), 1, new Dictionary<string, string?> { ["a"] = "b" })], "x"));
        Assert.True(await edits.TrySaveAsync(((EditDecision.Accepted)EditMachine.Decide(draft, new EditCommand.Submit())).Next));
        var lease = await edits.ClaimAsync(TimeSpan.FromMinutes(1));
        Assert.True(await edits.ReleaseAsync(lease!.Value, EditTurn.Blocked, TimeSpan.Zero));
        Assert.Null(await edits.ClaimAsync(TimeSpan.FromMinutes(1)));

        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = host.Api.Address };
        using var start = await browser.GetAsync("/v1/auth/openstreetmap");
        using var done = await browser.GetAsync($"/v1/auth/openstreetmap/callback?code=good&state={start.Headers.Location!.ToString().Split("state=")[1]}");

        Assert.Equal(99, (await edits.ClaimAsync(TimeSpan.FromMinutes(1)))?.MapperId);
    }

    [Theory]
    [InlineData("good", 200, "session_token")]
    [InlineData("bad", 400, "InvalidGrantError")]
    [InlineData("broken", 502, "TokenFetchError")]
    [InlineData("stranger", 502, "OSMServiceError")]
    [InlineData("garbled", 502, "AuthError")]
    public async Task TaskingManagersCallback_TellsWhatOsmSaid(string code, int status, string part)
    {
        await using var osm = await FakeOsmAsync();
        await using var host = await ItemHost.StartAsync("sqlite", more: new() { ["OsmTasking:Osm:Server"] = osm.Urls.First(), ["OsmTasking:Osm:ClientId"] = "us" });
        using var browser = new ItemClient(host.Api.Address, null);

        var answer = await browser.GetAsync($"/api/v2/system/authentication/callback/?code={code}&redirect_uri=http%3A%2F%2Fhere");

        Assert.Equal(status, answer.Status);
        Assert.Contains(part, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameTakenOverAtOsm_IsTakenOverHere_AndItsFormerHolderKeepsTheRest()
    {
        await using var osm = await FakeOsmAsync();
        await using var host = await ItemHost.StartAsync("sqlite", more: new() { ["OsmTasking:Osm:Server"] = osm.Urls.First(), ["OsmTasking:Osm:ClientId"] = "us" });
        var mappers = host.Api.Services.GetRequiredService<IMapperStore>();
        var former = new Mapper(12, "Carla", MapperRole.Mapper, 3, DateTimeOffset.UnixEpoch);
        await mappers.SaveAsync(former);
        using var browser = new ItemClient(host.Api.Address, null);

        var answer = await browser.GetAsync("/api/v2/system/authentication/callback/?code=good&redirect_uri=http%3A%2F%2Fhere");

        Assert.Equal(200, answer.Status);
        Assert.Equal(99, (await mappers.FindByNameAsync("carla"))?.Id);
        Assert.Equal(former with { Username = "user_12" }, await mappers.FindAsync(12));
    }

    [Fact]
    public async Task JosmPath_OnADevelopmentServer_TakesAName()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var josm = new ItemClient(host.Api.Address, null);
        Assert.Equal(401, (await josm.GetAsync("/v1/auth/openstreetmap/josm")).Status);
        using var plugin = new ItemClient(host.Api.Address, Text((await josm.GetAsync("/v1/auth/openstreetmap/josm?name=dora")).Json, "tfx_token"));
        Assert.Equal("dora", Text((await plugin.GetAsync("/v1/user")).Json, "username"));
        Assert.Equal(501, (await josm.GetAsync("/v1/auth/openstreetmap")).Status);
    }

    private static async Task<WebApplication> FakeOsmAsync()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/oauth2/token", async (HttpRequest request) =>
            (await request.ReadFormAsync())["code"].ToString() switch
            {
                "good" => Results.Json(new { access_token = "access", token_type = "Bearer" }),
                "stranger" => Results.Json(new { access_token = "other", token_type = "Bearer" }),
                "broken" => Results.StatusCode(500),
                "garbled" => Results.Text("<html>"),
                _ => Results.StatusCode(400),
            });
        app.MapGet("/api/0.6/user/details.json", (HttpRequest request) => request.Headers.Authorization == "Bearer access"
            ? Results.Json(new { user = new { id = 99, display_name = "carla", img = new { href = "https://example.org/c.png" } } })
            : Results.StatusCode(401));
        await app.StartAsync();
        return app;
    }

    private static string Jwt(string header, string payload, byte[] secret)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }
}
