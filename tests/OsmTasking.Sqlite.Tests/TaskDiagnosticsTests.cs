using System.Diagnostics.Metrics;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Sqlite.Tests;

public sealed class TaskDiagnosticsTests : StoreContract
{
    [Fact]
    public async Task Requests_AreCountedByCommandAndOutcome()
    {
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "osm_tasking.task.requests")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
            }
        });
        listener.Start();
        var id = await Stores.Projects.CreateAsync(Samples.Project(), Samples.Tasks(1));
        var workflow = new TaskWorkflow(Tasks, new ManualTime(), new TaskLockOptions());

        // No other test splits without a lock, so what is looked for here is this test's own.
        await workflow.ExecuteAsync(TaskRequest.For(new TaskId(id, 1), new TaskCommand.Split(123_456)));

        lock (counted)
        {
            Assert.Contains("Split NotLocked", counted);
        }
    }

    protected override ValueTask<StoreSet> OpenAsync() => TempStore.NewAsync();
}
