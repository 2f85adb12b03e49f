using OsmTasking.Core.Access;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.RawData;

public class AuthTests
{
    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task SignIn_WithOsm_GivesATokenThatTellsWhoOneIs(string store)
    {
        await using var osm = new FakeOsmServer();
        await using var host = await RawDataHost.StartAsync(store, more: Osm(osm));

        var login = (await host.GetAsync("/v1/auth/login")).Json.GetProperty("login_url").GetString()!;
        Assert.Contains("code_challenge_method=S256", login, StringComparison.Ordinal);
        var back = await FakeOsmServer.AgreeAsync(new Uri(login), 4711, "Ada \"X\"");
        Assert.Equal("/v1/auth/callback/", back.AbsolutePath);
        var token = (await host.GetAsync(back.PathAndQuery)).Json.GetProperty("access_token").GetString()!;
        var me = (await host.GetAsync("/v1/auth/me/", token)).Json;

        Assert.Equal((4711, "Ada \"X\"", 3), (me.GetProperty("id").GetInt64(), me.GetProperty("username").GetString(), me.GetProperty("role").GetInt32()));
        Assert.StartsWith(osm.Address.ToString(), me.GetProperty("img_url").GetString(), StringComparison.Ordinal);
        Assert.Equal(403, (await host.GetAsync(back.PathAndQuery)).Status); // A code serves once.
    }

    [Fact]
    public async Task SignIn_WithAStateThatIsNotOurs_IsRefused()
    {
        await using var osm = new FakeOsmServer();
        await using var host = await RawDataHost.StartAsync(RawDataHost.Sqlite, more: Osm(osm));
        var back = await FakeOsmServer.AgreeAsync(new Uri((await host.GetAsync("/v1/auth/login/")).Json.GetProperty("login_url").GetString()!), 1, "x");
        var other = (await host.GetAsync("/v1/auth/login/")).Json.GetProperty("login_url").GetString()!;
        var code = System.Web.HttpUtility.ParseQueryString(back.Query)["code"];
        var otherState = System.Web.HttpUtility.ParseQueryString(new Uri(other).Query)["state"];

        foreach (var state in new[] { "", "x", otherState, new string('A', 75) })
        {
            var answer = await host.GetAsync($"/v1/auth/callback/?code={code}&state={state}");
            Assert.Equal((403, "OSM Authentication failed"), (answer.Status, answer.Json.GetProperty("detail")[0].GetProperty("msg").GetString()));
        }
    }

    [Fact]
    public async Task Token_MissingOrMadeUp_IsToldAsTheReferenceTellsIt()
    {
        await using var host = await RawDataHost.StartAsync(RawDataHost.Sqlite, works: false);

        var missing = await host.GetAsync("/v1/auth/me/");
        var madeUp = await host.GetAsync("/v1/auth/me/", "made-up");

        Assert.Equal((422, "header"), (missing.Status, missing.Json.GetProperty("detail")[0].GetProperty("loc")[0].GetString()));
        Assert.Equal((403, """{"detail":[{"msg":"OSM Authentication failed"}]}"""), (madeUp.Status, madeUp.Text));
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Roles_AreGivenByAdmins_AndReadByStaff(string store)
    {
        await using var host = await RawDataHost.StartAsync(store, works: false);
        var (ada, bob) = (await host.TokenAsync("ada"), await host.TokenAsync("bob"));
        var id = (await host.GetAsync("/v1/auth/me/", bob)).Json.GetProperty("id").GetInt64();

        Assert.Equal((403, """{"detail":"User is not an admin"}"""), Told(await host.PostAsync("/v1/auth/users/", new { osm_id = id, role = 1 }, bob)));
        Assert.Equal((403, """{"detail":"User is not a staff"}"""), Told(await host.GetAsync("/v1/auth/users/", bob)));
        Assert.Equal((200, $"{{\"osm_id\":{id},\"role\":3}}"), Told(await host.GetAsync($"/v1/auth/users/{id}", ada)));
        Assert.Equal((200, $"{{\"osm_id\":{id}}}"), Told(await host.PostAsync("/v1/auth/users/", new { osmId = id, role = 2 }, ada)));
        Assert.Equal(409, (await host.PostAsync("/v1/auth/users/", new { osm_id = id, role = 2 }, ada)).Status);
        Assert.Equal(422, (await host.PostAsync("/v1/auth/users/", new { osm_id = 5, role = 4 }, ada)).Status);
        Assert.Equal((200, $"[{{\"osm_id\":{id},\"role\":2}}]"), Told(await host.GetAsync("/v1/auth/users?skip=0&limit=10", bob)));
        Assert.Equal((200, "{\"osm_id\":99,\"role\":1}"), Told(await host.SendAsync(HttpMethod.Put, $"/v1/auth/users/{id}/", new { osm_id = 99, role = 1 }, ada)));
        Assert.Equal((404, """{"detail":"User not found"}"""), Told(await host.SendAsync(HttpMethod.Put, $"/v1/auth/users/{id}", new { osm_id = id, role = 1 }, ada)));
        Assert.Equal((200, "{\"osm_id\":99,\"role\":1}"), Told(await host.SendAsync(HttpMethod.Delete, "/v1/auth/users/99", null, ada)));
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Delete, "/v1/auth/users/99", null, ada)).Status);
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Roles_NeverOverwriteAnothers(string store)
    {
        await using var host = await RawDataHost.StartAsync(store, works: false);
        var roles = host.Services.GetRequiredService<IServiceRoleStore>();
        await roles.AddAsync(new(1, ServiceRole.Staff));
        await roles.AddAsync(new(2, ServiceRole.Admin));

        Assert.False(await roles.AddAsync(new(1, ServiceRole.Admin)));
        Assert.False(await roles.ReplaceAsync(1, new(2, ServiceRole.Guest)));
        Assert.True(await roles.ReplaceAsync(1, new(1, ServiceRole.Guest)));
        Assert.Equal([new(1, ServiceRole.Guest), new(2, ServiceRole.Admin)], await roles.ListAsync(0, 10));
        Assert.Equal([new(2, ServiceRole.Admin)], await roles.ListAsync(1, 10));
    }

    private static Dictionary<string, string?> Osm(FakeOsmServer osm) => new()
    {
        ["OsmTasking:Osm:Server"] = osm.Address.ToString(),
        ["OsmTasking:Osm:ClientId"] = FakeOsmServer.ClientId,
        ["OsmTasking:Osm:ClientSecret"] = FakeOsmServer.ClientSecret,
    };

    private static (int, string) Told(RawAnswer answer) => (answer.Status, answer.Text);
}
