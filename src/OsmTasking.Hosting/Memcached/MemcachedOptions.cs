using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OsmTasking.Hosting.Memcached;

/// <summary>Which memcached servers there are, and how little patience there is with them.</summary>
public sealed class MemcachedOptions
{
    /// <summary>Gets the servers, <c>host:port</c> (11211 when there is no port). Each key lives on one of them.</summary>
    /// <value>At least one.</value>
    [MinLength(1)]
    public IList<string> Servers { get; } = [];

    /// <summary>Gets or sets the most that one call may take, connecting included; then it is as if the cache held nothing.</summary>
    /// <value>1 ms to 10 s. The default is 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.0010000", "00:00:10", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how long a server that failed is left alone.</summary>
    /// <value>10 ms to 10 minutes. The default is 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how many connections to one server there may be.</summary>
    /// <value>1 to 1000. The default is 16.</value>
    [Range(1, 1000)]
    public int Connections { get; set; } = 16;

    /// <summary>Gets or sets the largest value that is stored, in bytes; memcached's own limit is 1 MiB with its key and header.</summary>
    /// <value>1 to 128 MiB. The default is 1,000,000.</value>
    [Range(1, 134_217_728)]
    public int LargestValue { get; set; } = 1_000_000;
}

[OptionsValidator]
internal sealed partial class MemcachedOptionsValidator : IValidateOptions<MemcachedOptions>;
