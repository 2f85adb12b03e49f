using System.Reflection;

namespace House.Tests;

/// <summary>Who may knock on whose door: the arrows of the house, read off the assemblies themselves.</summary>
public class ArrowTests
{
    [Theory]
    [InlineData("OsmTasking.Core", "NetTopologySuite", "Microsoft.Extensions.DependencyInjection.Abstractions")]
    [InlineData("OsmTasking.Extraction", "OsmTasking.Core", "NetTopologySuite", "OsmSharp")]
    [InlineData("OsmTasking.Postgis", "OsmTasking.Core", "OsmTasking.Extraction", "NetTopologySuite", "Npgsql", "Microsoft.Extensions")]
    [InlineData("OsmTasking.Sqlite", "OsmTasking.Core", "OsmTasking.Extraction", "NetTopologySuite", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "Microsoft.Extensions")]
    [InlineData("OsmTasking.Hosting", "OsmTasking.Core", "OsmTasking.Extraction", "Microsoft.Extensions", "OpenTelemetry", "StackExchange.Redis")]
    public void Assembly_ReferencesOnlyWhatItMay(string name, params string[] allowed) =>
        Assert.Empty(Forbidden(Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!), allowed));

    [Fact]
    public void AForbiddenReference_IsFound() =>
        Assert.Equal(["Npgsql"], Forbidden(["System.Runtime", "OsmTasking.Core", "Npgsql"], ["OsmTasking.Core"]));

    private static IEnumerable<string> Forbidden(IEnumerable<string> references, string[] allowed) => references.Where(reference =>
        !reference.StartsWith("System", StringComparison.Ordinal) && reference is not ("netstandard" or "mscorlib") &&
        !allowed.Any(prefix => reference == prefix || reference.StartsWith($"{prefix}.", StringComparison.Ordinal)));
}
