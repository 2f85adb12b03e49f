using OsmTasking.TestKit;

namespace ReferenceApi.Tests.TaskingManager;

public class WorkflowTests
{
    [Fact]
    public async Task MapAndValidate_AsTheOfficialClientDoes()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        using var bob = await host.SignInAsync("bob");
        var id = await Square.ProjectAsync(ada);

        var locked = await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/2/");
        Assert.Equal(("LOCKED_FOR_MAPPING", "bob", "Tile 8193/8192/14", 7200.0), (Text(locked, "taskStatus"), Text(locked, "lockHolder"), Text(locked, "perTaskInstructions"), locked.Json.GetProperty("autoUnlockSeconds").GetDouble()));
        Assert.Equal("""{"lockedTasks":[2],"projectId":1,"taskStatus":"LOCKED_FOR_MAPPING"}""", (await bob.GetAsync("/api/v2/users/queries/tasks/locked/")).Text);

        var mapped = await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/unlock-after-mapping/2/", new { status = "MAPPED", comment = "<script>done" });
        Assert.Equal("MAPPED", Text(mapped, "taskStatus"));
        var history = mapped.Json.GetProperty("taskHistory").EnumerateArray().Select(line => (line.GetProperty("action").GetString(), line.GetProperty("actionText").GetString())).ToList();
        Assert.Equal(("STATE_CHANGE", "MAPPED"), history[0]);
        Assert.Equal(("COMMENT", "&lt;script&gt;done"), history[1]);
        Assert.Matches(@"^00:00:0\d\.\d{6}$", history[2].Item2);
        Assert.EndsWith("Z\"", mapped.Json.GetProperty("lastUpdated").GetRawText(), StringComparison.Ordinal);

        Assert.Equal("CannotValidateMappedTask", (await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-validation/", new { taskIds = new[] { 2 } })).SubCode);
        var set = await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-validation/", new { taskIds = new[] { 2 } });
        Assert.Equal("LOCKED_FOR_VALIDATION", Text(set.Json.GetProperty("tasks")[0], "taskStatus"));
        var done = await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/unlock-after-validation/", new { validatedTasks = new[] { new { taskId = 2, status = "VALIDATED" } } });
        Assert.Equal("VALIDATED", Text(done.Json.GetProperty("tasks")[0], "taskStatus"));
        var summary = await ada.GetAsync($"/api/v2/projects/{id}/queries/summary/");
        Assert.Equal((25, 25), (summary.Json.GetProperty("percentMapped").GetInt32(), summary.Json.GetProperty("percentValidated").GetInt32()));
        Assert.Equal("bob", (await ada.GetAsync($"/api/v2/projects/{id}/contributions/")).Json.GetProperty("userContributions")[1].GetProperty("username").GetString());
    }

    [Fact]
    public async Task Split_HidesTheParent_AndStartsNewHistories()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var id = await Square.ProjectAsync(ada);
        Assert.Equal("LockToSplit", (await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/split/1/")).SubCode);
        await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/");

        var children = (await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/split/1/")).Json.GetProperty("tasks");

        Assert.Equal([5, 6, 7, 8], children.EnumerateArray().Select(task => task.GetProperty("taskId").GetInt32()));
        Assert.All(children.EnumerateArray(), task => Assert.Equal((1, "READY", 1), (task.GetProperty("parentTaskId").GetInt32(), Text(task, "taskStatus"), task.GetProperty("taskHistory").GetArrayLength())));
        Assert.Equal("TASK_NOT_FOUND", (await ada.GetAsync($"/api/v2/projects/{id}/tasks/1/")).SubCode);
        var tasks = (await ada.GetAsync($"/api/v2/projects/{id}/tasks/")).Json.GetProperty("features");
        Assert.Equal([2, 3, 4, 5, 6, 7, 8], tasks.EnumerateArray().Select(task => task.GetProperty("properties").GetProperty("taskId").GetInt32()));
        var south = tasks.EnumerateArray().Single(task => task.GetProperty("properties").GetProperty("taskId").GetInt32() == 7).GetProperty("properties");
        Assert.Equal((16384, 16384, 15), (south.GetProperty("taskX").GetInt32(), south.GetProperty("taskY").GetInt32(), south.GetProperty("taskZoom").GetInt32()));
        Assert.Equal("""{"lockedTasks":[],"projectId":null,"taskStatus":null}""", (await ada.GetAsync("/api/v2/users/queries/tasks/locked/")).Text);
    }

    [Fact]
    public async Task Races_AndRetries_OverHttp()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var id = await Square.ProjectAsync(ada, key: "project");
        Assert.Equal(id, await Square.ProjectAsync(ada, key: "project"));
        var mappers = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => host.SignInAsync($"mapper {number}")));

        var answers = await Task.WhenAll(mappers.Select(mapper => mapper.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("InvalidTaskState", answer.SubCode));
        var winner = mappers[Array.FindIndex(answers, answer => answer.Status == 200)];
        var several = await Task.WhenAll(Enumerable.Range(2, 3).Select(number => winner.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/{number}/")));
        Assert.All(several, answer => Assert.Equal((403, "UserAlreadyHasTaskLocked"), (answer.Status, answer.SubCode)));

        var path = $"/api/v2/projects/{id}/tasks/actions/unlock-after-mapping/1/";
        var first = await winner.PostAsync(path, new { status = "MAPPED" }, ("Idempotency-Key", "k1"));
        await ada.PostAsync($"/api/v2/projects/{id}/comments/tasks/1/", new { comment = "later" });
        var again = await winner.PostAsync(path, new { status = "MAPPED" }, ("Idempotency-Key", "k1"));
        Assert.Equal((200, first.Text), (again.Status, again.Text));
        Assert.Equal(422, (await winner.PostAsync(path, new { status = "BADIMAGERY" }, ("Idempotency-Key", "k1"))).Status);
        Assert.Equal(400, (await winner.PostAsync(path, new { status = "MAPPED" }, ("Idempotency-Key", new string('x', 201)))).Status);
        foreach (var mapper in mappers)
        {
            mapper.Dispose();
        }
    }

    [Fact]
    public async Task Expiry_IsToldEverywhere_WithoutASweeper()
    {
        var time = new ManualTime();
        await using var host = await ApiHost.StartAsync(time);
        using var ada = await host.SignInAsync("ada");
        var id = await Square.ProjectAsync(ada);
        await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/");
        var before = await ada.GetAsync($"/api/v2/projects/{id}/activities/latest/");
        Assert.Equal(304, (await ada.GetAsync($"/api/v2/projects/{id}/activities/latest/", ("If-None-Match", before.ETag!))).Status);

        time.Advance(TimeSpan.FromHours(2));

        var after = await ada.GetAsync($"/api/v2/projects/{id}/activities/latest/", ("If-None-Match", before.ETag!));
        Assert.Equal("READY", Text(after.Json.GetProperty("activity")[0], "taskStatus"));
        Assert.Equal("RRRR", (await ada.GetAsync($"/api/map/projects/{id}/states")).Json.GetProperty("states").GetString());
        Assert.Equal("LockBeforeUnlocking", (await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/unlock-after-mapping/1/", new { status = "MAPPED" })).SubCode);
        var again = await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/1/");
        Assert.Equal(["LOCKED_FOR_MAPPING", "AUTO_UNLOCKED_FOR_MAPPING"], again.Json.GetProperty("taskHistory").EnumerateArray().Select(line => line.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task Events_TellOthersOfALock()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var id = await Square.ProjectAsync(ada);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var stream = await http.GetStreamAsync(new Uri($"/api/map/projects/{id}/events", UriKind.Relative));
        using var reader = new StreamReader(stream);
        var first = await NextAsync(reader);
        Assert.Contains("\"total\":4", first, StringComparison.Ordinal);

        await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/3/");

        var next = await NextAsync(reader);
        Assert.Contains("\"changes\":[{\"task\":3,\"state\":\"L\",\"holder\":\"ada\"", next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_TheHostStops_TheStreamEnds()
    {
        var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var id = await Square.ProjectAsync(ada);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var reader = new StreamReader(await http.GetStreamAsync(new Uri($"/api/map/projects/{id}/events", UriKind.Relative)));
        await NextAsync(reader);

        var stop = host.DisposeAsync();

        // A stream that is cut off, as by a fault, throws here.
        await Assert.ThrowsAsync<EndOfStreamException>(() => NextAsync(reader));
        await stop;
    }

    private static async Task<string> NextAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }

    private static string? Text(Answer answer, string name) => Text(answer.Json, name);

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();
}
