using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OsmTasking.Core.Items;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Servers;
using OsmTasking.TestKit.Stores;

namespace ReferenceApi.Tests.ToFix;

/// <summary>
/// Mappers work through a project over HTTP, each POST and PUT sent twice at once, with Redis and memcached in front, while one of the servers behind fails:
/// nothing is lost, nothing is done twice, and nobody is shown less than they were told before.
/// </summary>
public sealed class ItemFaultTests
{
    private const int Some = 96;
    private const int Mappers = 6;
    private static readonly double[] Box = [0, -1, 2, 1];

    [Theory]
    [InlineData("redis")]
    [InlineData("memcached")]
    [InlineData("postgres")]
    public async Task AServerThatFailsInMidLoad_LosesNothingAndDoublesNothing(string failing)
    {
        using var redis = await RedisServer.StartNewAsync();
        using var memcached = await MemcachedProcess.StartNewAsync();
        await using var host = await ItemHost.StartAsync(
            "postgis",
            more: new() { ["OsmTasking:Cache"] = $"memcached://{memcached.Address}" },
            adjust: services => services.AddOsmTasking().UseRedis(redis.Configuration));
        using var ada = await host.PersonAsync("ada");
        var project = await ada.ProjectAsync("faults");
        var rows = string.Join('\n', Enumerable.Range(1, Some).Select(number => FormattableString.Invariant($"i-{number},Look,{number * 0.01},0.5")));
        Assert.Equal(200, (await ada.UploadAsync($"{project}/imports?format=csv", $"id,instructions,lon,lat\n{rows}\n", "text/csv")).Status);
        using var stop = new CancellationTokenSource();
        var mischief = Task.Run(() => FailAsync(failing, redis, memcached, host, stop.Token));

        var told = new ConcurrentBag<(long Number, long Token, long Mapper)>();
        await Task.WhenAll(Enumerable.Range(1, Mappers).Select(number => WorkAsync(host, project, number, told)));
        await stop.CancelAsync();
        Assert.True(await mischief > 2, "hardly anything failed: the test shows nothing");

        NpgsqlConnection.ClearAllPools(); // Some that wait there may be dead.
        var store = host.Api.Services.GetRequiredService<IItemStore>();
        var inside = (await host.Api.Services.GetRequiredService<IItemProjectStore>().ListAsync()).Single();
        await Invariants.AssertAsync(store, inside.Id, told, Some);
    }

    private static async Task WorkAsync(ItemHost host, string project, int number, ConcurrentBag<(long Number, long Token, long Mapper)> told)
    {
        using var mapper = await AgainAsync(() => host.PersonAsync($"mapper{number}"));
        for (var round = 0; ; round++)
        {
            var next = await TwiceAsync(() => mapper.PostAsync($"{project}/next", new { strategy = "viewport", bbox = Box }, $"claim {round}"));
            if (next.Status == 404)
            {
                return;
            }

            Assert.True(next.Status == 200, next.Text);
            var item = next.Json[0];
            var (id, token) = (item.GetProperty("id").GetString()!, item.GetProperty("token").GetInt64());
            var done = await TwiceAsync(() => mapper.PutAsync($"{project}/items/{id}", new { status = "fixed", token }, $"finish {round}"));
            Assert.True(done.Status == 200, done.Text);
            told.Add((item.GetProperty("number").GetInt64(), token, mapper.Id));

            // What was acknowledged is in every list from then on, whatever a cache still has.
            var list = await ServedAsync(() => mapper.GetAsync($"{project}/items?page_size={Some}"));
            Assert.Equal("fixed", list.Json.EnumerateArray().Single(one => one.GetProperty("id").GetString() == id).GetProperty("status").GetString());
            var fixedByNow = told.Count;
            var stats = await ServedAsync(() => mapper.GetAsync($"{project}/stats"));
            Assert.True(Fixed(stats.Json) >= fixedByNow, stats.Text);
        }
    }

    private static int Fixed(JsonElement stats) => int.Parse(stats.GetProperty("tags").GetProperty("null").GetProperty("fixed").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sends a request twice at once; both get the same answer.</summary>
    private static async Task<Answer> TwiceAsync(Func<Task<Answer>> send)
    {
        var answers = await Task.WhenAll(ServedAsync(send), ServedAsync(send));
        Assert.Equal(answers[0].Status, answers[1].Status);
        if (answers[0].Status == 200)
        {
            var (one, other) = (First(answers[0].Json), First(answers[1].Json));
            Assert.Equal(one.GetProperty("id").GetString(), other.GetProperty("id").GetString());
        }

        return answers[0];
    }

    private static JsonElement First(JsonElement answer) => answer.ValueKind == JsonValueKind.Array ? answer[0] : answer;

    /// <summary>Sends a request until it is answered: 503 says that whether it happened is not known, and the key tells.</summary>
    private static async Task<Answer> ServedAsync(Func<Task<Answer>> send)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await send();
            if (answer.Status != 503)
            {
                return answer;
            }

            Assert.True(tries < 200, "503 for ever");
            await Task.Delay(20);
        }
    }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> work)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await work();
            }
            catch (OsmTasking.Core.StoreException) when (tries < 100)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Lets servers fail until it is told to stop; returns how often it did.</summary>
    private static async Task<int> FailAsync(string failing, RedisServer redis, MemcachedProcess memcached, ItemHost host, CancellationToken stop)
    {
        var times = 0;
        for (; !stop.IsCancellationRequested; times++)
        {
            await Task.Delay(100, CancellationToken.None);
            switch (failing, times % 3)
            {
                case ("redis", 2):
                    redis.Kill();
                    await Task.Delay(150, CancellationToken.None);
                    await redis.StartAsync();
                    break;
                case ("redis", _):
                    await redis.SayAsync("FLUSHALL");
                    break;
                case ("memcached", 0):
                    memcached.Freeze();
                    await Task.Delay(200, CancellationToken.None);
                    memcached.Thaw();
                    break;
                case ("memcached", 1):
                    memcached.Kill();
                    await Task.Delay(150, CancellationToken.None);
                    await memcached.StartAsync();
                    break;
                case ("memcached", _):
                    await memcached.SayAsync("flush_all");
                    break;
                default:
                    await ConnectionKiller.KillAsync(new NpgsqlConnectionStringBuilder(host.Api.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString).Database!, times: 10, CancellationToken.None);
                    break;
            }
        }

        return times;
    }
}
