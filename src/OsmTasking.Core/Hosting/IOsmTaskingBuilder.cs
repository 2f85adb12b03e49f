using Microsoft.Extensions.DependencyInjection;

namespace OsmTasking.Core.Hosting;

/// <summary>What <c>AddOsmTasking()</c> returns: choose stores, queue and cache on it.</summary>
public interface IOsmTaskingBuilder
{
    /// <summary>Gets the services being set up.</summary>
    IServiceCollection Services { get; }
}
