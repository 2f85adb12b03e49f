using OsmTasking.Core.Jobs;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Keys and channels. What stands in braces is one slot of a cluster, so a script may touch them together.</summary>
internal static class RedisKeys
{
    internal const string JobsChannel = "{osm_tasking:jobs}:announced";

    internal const string NewsChannel = "{osm_tasking:news}:tasks";

    internal const string ItemNewsChannel = "{osm_tasking:news}:items";

    internal static readonly RedisKey Workers = "{osm_tasking:workers}:names";

    internal static RedisKey Queue(JobQueueName queue) => queue == JobQueueName.OnDemand ? "{osm_tasking:jobs}:on_demand" : "{osm_tasking:jobs}:daily";

    internal static RedisKey ItemCells(long projectId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{osm_tasking:items:{projectId}}}:cells");

    internal static RedisKey ItemCounting(long projectId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{osm_tasking:items:{projectId}}}:counting");

    internal static RedisKey Worker(string name) => $"{{osm_tasking:workers}}:{name}";
}
