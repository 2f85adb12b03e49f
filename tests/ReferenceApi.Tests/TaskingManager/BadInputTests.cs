namespace ReferenceApi.Tests.TaskingManager;

public class BadInputTests
{
    private static readonly string[] Bodies =
    [
        "", "{", "[]", "null", "\"x\"", "{}", "{\"taskIds\":\"x\"}", "{\"taskIds\":[1.5]}", "{\"taskIds\":[99999999999999999999]}", "{\"status\":5}", "{\"status\":\"NO\"}",
        "{\"status\":\"\\ud800\"}", "{\"comment\":\"\\u0000\"}", "{\"validatedTasks\":[{}]}", "{\"validatedTasks\":{}}", "{\"resetTasks\":[1]}", "{\"username\":\"\\u0001\"}",
        "{\"areaOfInterest\":{\"type\":\"Polygon\",\"coordinates\":[[[1e999,0],[1,1],[0,1],[0,0]]]},\"zoom\":14,\"name\":\"x\"}",
        "{\"areaOfInterest\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]},\"zoom\":14,\"name\":\"x\",\"projectName\":\"x\"}",
        "{\"areaOfInterest\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]},\"zoom\":99,\"name\":\"x\"}",
        "{\"areaOfInterest\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[90,0],[90,80],[0,0]]]},\"zoom\":22,\"name\":\"x\"}",
    ];

    private static readonly string[] Paths =
    [
        "/api/map/sign-in", "/api/map/grid-preview", "/api/map/projects", "/api/v2/projects/", "/api/v2/projects/actions/intersecting-tiles/",
        "/api/v2/projects/1/tasks/actions/lock-for-mapping/77777/", "/api/v2/projects/1/tasks/actions/unlock-after-mapping/1/", "/api/v2/projects/1/tasks/actions/stop-mapping/1/",
        "/api/v2/projects/1/tasks/actions/lock-for-validation/", "/api/v2/projects/1/tasks/actions/unlock-after-validation/", "/api/v2/projects/1/tasks/actions/stop-validation/",
        "/api/v2/projects/1/tasks/actions/extend/", "/api/v2/projects/1/tasks/actions/reset-by-user/?username=x&action=y", "/api/v2/projects/1/comments/tasks/1/",
        "/api/v2/projects/999/tasks/actions/split/1/",
    ];

    [Fact]
    public async Task EveryMutatingRoute_AnswersEveryBadBody_InJson_AndNever500()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        await Square.ProjectAsync(ada);
        foreach (var path in Paths)
        {
            foreach (var body in Bodies)
            {
                var answer = await ada.SendAsync(HttpMethod.Post, path, body);

                Assert.True(answer.Status < 500, $"{path} {body}: {answer.Status} {answer.Text}");
                Assert.True(answer.Text.StartsWith('{'), $"{path} {body}: {answer.Status} {answer.Text}");
                Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("/api/v2/projects/?page=0")]
    [InlineData("/api/v2/projects/?page=x")]
    [InlineData("/api/v2/projects/?orderBy=id;drop table task")]
    [InlineData("/api/v2/projects/?projectStatuses=NO")]
    [InlineData("/api/v2/projects/1/tasks/?tasks=1,x")]
    [InlineData("/api/v2/projects/1/activities/?page=-1")]
    [InlineData("/api/v2/projects/1/activities/latest/?since=x")]
    [InlineData("/api/map/projects/1/states?since=-5")]
    public async Task BadQuery_Is400(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        await Square.ProjectAsync(ada);

        var answer = await ada.GetAsync(path);

        Assert.Equal((400, "InvalidData"), (answer.Status, answer.SubCode));
    }

    [Fact]
    public async Task UnknownPaths_Tokens_AndSizes_AreToldInJson()
    {
        await using var host = await ApiHost.StartAsync();
        using var nobody = host.Anonymous();
        using var stranger = new Client(host.Address, "made up");
        using var ada = await host.SignInAsync("ada");

        Assert.Equal((404, "NOT_FOUND"), Told(await nobody.GetAsync("/api/v2/nothing/here/")));
        Assert.Equal((404, "PROJECT_NOT_FOUND"), Told(await nobody.GetAsync("/api/v2/projects/12345/")));
        Assert.Equal((403, "UNKNOWN_ERROR"), Told(await nobody.PostAsync("/api/v2/projects/1/tasks/actions/lock-for-mapping/1/")));
        Assert.Equal((401, "InvalidToken"), Told(await stranger.GetAsync("/api/v2/projects/")));
        Assert.Equal((400, "Invalid auth credentials"), await RawAsync(nobody));
        var large = await ada.SendAsync(HttpMethod.Post, "/api/map/grid-preview", $"{{\"x\":\"{new string('y', ReferenceHost.LargestBody)}\"}}");
        Assert.Equal((413, "TooLarge"), Told(large));
    }

    [Fact]
    public async Task LocalSignIn_IsGone_OnceAnOsmClientIsConfigured()
    {
        await using var host = await ApiHost.StartAsync(more: new() { ["OsmTasking:Osm:ClientId"] = "x" });
        using var nobody = host.Anonymous();

        Assert.Equal(404, (await nobody.PostAsync("/api/map/sign-in", new { username = "ada" })).Status);
        Assert.False((await nobody.GetAsync("/api/map/config")).Json.GetProperty("localSignIn").GetBoolean());
    }

    [Fact]
    public async Task PrivateAndDraftProjects_AreClosedOnEveryRead()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        using var bob = await host.SignInAsync("bob");
        var id = await Square.ProjectAsync(ada);
        await ada.SendAsync(HttpMethod.Patch, $"/api/v2/projects/{id}/", "{\"private\":true}");
        string[] reads =
        [
            "", "queries/summary/", "queries/aoi/", "queries/priority-areas/", "tasks/", "tasks/1/", "tasks/queries/gpx/", "tasks/queries/xml/", "tasks/queries/mapped/", "activities/",
            "activities/latest/", "contributions/", "contributions/queries/day/", "statistics/", "comments/",
        ];

        foreach (var path in reads.Select(read => $"/api/v2/projects/{id}/{read}").Concat(new[] { "grid", "states", "background", "tasks/1/features" }.Select(read => $"/api/map/projects/{id}/{read}")))
        {
            Assert.Equal((403, "PrivateProject"), Told(await bob.GetAsync(path)));
            Assert.Equal(200, (await ada.GetAsync(path)).Status);
        }

        Assert.Equal((403, "UserNotAllowed"), Told(await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/")));
        Assert.Equal(200, (await ada.SendAsync(HttpMethod.Patch, $"/api/v2/projects/{id}/", "{\"allowedUsernames\":[\"bob\"]}")).Status);
        Assert.Equal(200, (await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/")).Status);
    }

    private static (int, string?) Told(Answer answer) => (answer.Status, answer.SubCode);

    private static async Task<(int, string)> RawAsync(Client client)
    {
        var answer = await client.GetAsync("/api/v2/projects/", ("Authorization", "Token not*base64"));
        return (answer.Status, answer.Text);
    }
}
