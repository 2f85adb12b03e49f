using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OsmTasking.Core.Jobs;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Exports;

namespace ReferenceApi.Tests.RawData;

public class RunningExportTests
{
    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Revoke_StopsTheWorkWithinASecond_AndLeavesNothing(string store)
    {
        var slow = new SlowSource(obeys: true);
        await using var host = await HostAsync(store, slow);
        var token = await host.TokenAsync("ada");
        var id = (await host.PostAsync("/v1/snapshot/", SmallRegion.Body())).Json.GetProperty("task_id").GetString()!;
        await slow.Begun;
        Assert.Equal("STARTED", (await host.GetAsync($"/v1/tasks/status/{id}/")).Json.GetProperty("status").GetString());
        Assert.Equal(id, (await host.GetAsync("/v1/tasks/inspect/")).Json.GetProperty("active")[0].EnumerateObject().First().Value.GetProperty("id").GetString());

        var clock = Stopwatch.StartNew();
        await host.PostAsync($"/v1/tasks/revoke/{id}/", new { }, token);
        await slow.Ended;

        // A second is the promise; the rest is for a busy machine.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");
        Assert.Equal("REVOKED", (await host.GetAsync($"/v1/tasks/status/{id}/")).Json.GetProperty("status").GetString());
        Assert.Empty(await FilesAsync(host));
    }

    [Fact]
    public async Task Attempt_ThatNoLongerHolds_PublishesNothing()
    {
        var slow = new SlowSource(obeys: false);
        await using var host = await HostAsync(RawDataHost.Sqlite, slow);
        var id = (await host.PostAsync("/v1/snapshot/", SmallRegion.Body())).Json.GetProperty("task_id").GetString()!;
        await slow.Begun;

        await host.Services.GetRequiredService<IJobStore>().CancelAsync(Guid.Parse(id));
        slow.Finish();
        await slow.Ended;

        Assert.Empty(await FilesAsync(host));
        Assert.Equal("REVOKED", (await host.GetAsync($"/v1/tasks/status/{id}/")).Json.GetProperty("status").GetString());
    }

    private static Task<RawDataHost> HostAsync(string store, SlowSource slow) => RawDataHost.StartAsync(
        store, adjust: services => services.Replace(ServiceDescriptor.Singleton<IExportSource>(slow)));

    // What the attempt wrote on its way goes soon after it has ended.
    private static async Task<string[]> FilesAsync(RawDataHost host)
    {
        var folder = Path.Combine(host.Folder, "exports");
        var found = Array.Empty<string>();
        for (var tries = 0; tries < 100; tries++)
        {
            found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
            if (found.Length == 0 && tries > 10)
            {
                break;
            }

            await Task.Delay(20);
        }

        return found;
    }

    private sealed class SlowSource(bool obeys) : IExportSource
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Begun => _begun.Task;

        internal Task Ended => _ended.Task;

        public ValueTask<ExportData?> DescribeAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<ExportData?>(null);

        public async ValueTask<long> ReadAsync(ExportQuery query, IFeatureSink sink, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            progress?.Report(0.5);
            try
            {
                await _finish.Task.WaitAsync(TimeSpan.FromSeconds(60), obeys ? cancellationToken : CancellationToken.None);
            }
            finally
            {
                _ended.TrySetResult();
            }

            return 0;
        }

        internal void Finish() => _finish.TrySetResult();
    }
}
