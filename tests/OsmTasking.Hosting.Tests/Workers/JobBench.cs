using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Workers;
using OsmTasking.Sqlite;

namespace OsmTasking.Hosting.Tests.Workers;

/// <summary>A store in a file of its own, and workers over it.</summary>
internal sealed class JobBench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-jobs-").FullName;
    private readonly SqliteDatabase _database;
    private readonly List<JobWorker> _workers = [];

    private JobBench()
    {
        _database = new SqliteDatabase(Path.Combine(_folder, "jobs.db"));
        Store = new SqliteJobStore(_database, TimeProvider.System);
        Desk = new JobDesk(Store, Queue);
    }

    internal IJobStore Store { get; }

    internal LocalJobQueue Queue { get; } = new(TimeProvider.System);

    internal LocalWorkerRegistry Registry { get; } = new(TimeProvider.System);

    internal JobDesk Desk { get; }

    internal static async Task<JobBench> OpenAsync()
    {
        var bench = new JobBench();
        await new SqliteSchema(bench._database).MigrateAsync();
        return bench;
    }

    /// <summary>Starts a worker whose poll is so slow that only a call wakes it in time, unless the test says otherwise.</summary>
    internal async Task<JobWorker> StartAsync(IJobHandler handler, Action<JobWorkerOptions>? configure = null, IJobStore? store = null)
    {
        var options = new JobWorkerOptions { Slots = 2, DailySlots = 1, Poll = TimeSpan.FromSeconds(20), Watch = TimeSpan.FromMilliseconds(50) };
        configure?.Invoke(options);
        var worker = new JobWorker(store ?? Store, Queue, Registry, [handler], options, TimeProvider.System, NullLogger<JobWorker>.Instance);
        await worker.StartAsync(CancellationToken.None);
        _workers.Add(worker);
        return worker;
    }

    internal async Task<Job> AddAsync(Func<NewJob, NewJob>? with = null)
    {
        var request = new NewJob(Guid.CreateVersion7(), "test", "payload");
        return Assert.IsType<EnqueueResult.Accepted>(await Desk.EnqueueAsync(with?.Invoke(request) ?? request)).Job;
    }

    /// <summary>Waits until the job is as it should be.</summary>
    internal async Task<Job> UntilAsync(Guid id, Func<Job, bool> holds, double seconds = 10)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var job = (await Store.FindAsync(id))!;
            if (holds(job))
            {
                return job;
            }

            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"after {seconds} s it is {job}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }

        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Does what a test tells it to, and remembers what it was asked.</summary>
internal sealed class TestHandler(Func<JobRun, CancellationToken, Task<string>> work) : IJobHandler
{
    private int _atOnce;

    public string Kind => "test";

    internal ConcurrentQueue<string> Begun { get; } = [];

    internal ConcurrentQueue<string> Discarded { get; } = [];

    internal int MostAtOnce { get; private set; }

    public async ValueTask<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        Begun.Enqueue(run.OutputName);
        lock (this)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
        }

        try
        {
            return await work(run, cancellationToken);
        }
        finally
        {
            lock (this)
            {
                _atOnce--;
            }
        }
    }

    public ValueTask DiscardAsync(Job job, CancellationToken cancellationToken)
    {
        Discarded.Enqueue(job.Ticket.OutputName);
        return ValueTask.CompletedTask;
    }
}
