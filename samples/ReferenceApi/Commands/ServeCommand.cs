using System.Diagnostics;
using OsmTasking.Core.Hosting;

namespace ReferenceApi.Commands;

/// <summary>Serves the API and the map page.</summary>
public static class ServeCommand
{
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var app = ReferenceHost.Build(settings, settings.AddBackgroundWork);
        await app.Services.GetRequiredService<IStoreSchema>().MigrateAsync(new Plain(name => Console.WriteLine($"migrated {name}")), cancellationToken);
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"OsmTasking listens on {string.Join(", ", app.Urls)} ({clock.Elapsed.TotalSeconds:F1} s). Data: {settings.Database}. Stop with Ctrl+C.");
        await FirstStart.RunAsync(app.Services, settings, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private sealed class Plain(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}

/// <summary>Runs background work without HTTP.</summary>
public static class WorkerCommand
{
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        settings.AddStores(builder.Services);
        settings.AddBackgroundWork(builder.Services);
        using var host = builder.Build();
        await host.Services.GetRequiredService<IStoreSchema>().MigrateAsync(null, cancellationToken);
        Console.WriteLine("OsmTasking worker runs. Stop with Ctrl+C.");
        await host.RunAsync(cancellationToken);
        return 0;
    }
}

/// <summary>Brings the database up to date.</summary>
public static class MigrateCommand
{
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        settings.AddStores(services);
        await using var provider = services.BuildServiceProvider();
        var schema = provider.GetRequiredService<IStoreSchema>();
        var before = await schema.CurrentAsync(cancellationToken);
        await schema.MigrateAsync(null, cancellationToken);
        Console.WriteLine($"schema {before} -> {await schema.CurrentAsync(cancellationToken)} in {settings.Database}");
        return 0;
    }
}
