using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting.Health;

namespace OsmTasking.Hosting.Tests;

public class HostingTests
{
    [Fact]
    public void AddOsmTasking_Twice_LeavesTheApplicationsOwnAlone()
    {
        var time = new TestKit.ManualTime();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);

        services.AddOsmTasking(options => options.Lifetime = TimeSpan.FromHours(1));
        services.AddOsmTasking();

        using var provider = services.BuildServiceProvider();
        Assert.Same(time, provider.GetRequiredService<TimeProvider>());
        Assert.Equal(TimeSpan.FromHours(1), provider.GetRequiredService<TaskLockOptions>().Lifetime);
        Assert.Single(services, service => service.ServiceType == typeof(TaskWorkflow));
    }

    [Theory]
    [InlineData("00:00:59", 200, "Lifetime must be 00:01:00 to 1.00:00:00; it is 00:00:59.")]
    [InlineData("02:00:00", 0, "MaxValidationSet must be 1 to 1000; it is 0.")]
    public void Options_ThatAreWrong_NameFieldLimitAndValue(string lifetime, int set, string message)
    {
        var services = new ServiceCollection();
        services.AddOsmTasking(options => (options.Lifetime, options.MaxValidationSet) = (TimeSpan.Parse(lifetime), set));
        using var provider = services.BuildServiceProvider();

        Assert.Equal(message, Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<TaskLockOptions>()).Message);
    }

    [Theory]
    [InlineData(3, HealthStatus.Healthy, "Schema 3.")]
    [InlineData(4, HealthStatus.Healthy, "Schema 4.")]
    [InlineData(2, HealthStatus.Unhealthy, "Schema 2; 3 is needed: run the migrate command.")]
    [InlineData(-1, HealthStatus.Unhealthy, "The store does not answer.")]
    public async Task Health_SaysWhatIsWrong(int found, HealthStatus status, string description)
    {
        var check = new StoreHealthCheck(new Schema(found));
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("store", check, HealthStatus.Unhealthy, null) };

        var result = await check.CheckHealthAsync(context);

        Assert.Equal((status, description), (result.Status, result.Description));
    }

    private sealed class Schema(int found) : IStoreSchema
    {
        public int Required => 3;

        public ValueTask<int> CurrentAsync(CancellationToken cancellationToken = default) =>
            found < 0 ? throw new StoreException("down", isTransient: true) : ValueTask.FromResult(found);

        public ValueTask MigrateAsync(IProgress<string>? applied = null, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
