namespace OsmTasking.TestKit.Servers;

/// <summary>A memcached of this test's own.</summary>
public sealed class MemcachedProcess : LoopbackServer
{
    private const string Program = "memcached";

    private MemcachedProcess()
        : base(Program)
    {
    }

    protected override string[] Arguments => ["-l", "127.0.0.1", "-p", $"{Port}", "-U", "0", "-u", Environment.UserName, "-m", "16"];

    protected override (string Ask, string Answer) Greeting => ("version", "VERSION");

    /// <summary>Starts a server: skipped at a desk without one, a failure in CI.</summary>
    public static async Task<MemcachedProcess> StartNewAsync()
    {
        Require(Program);
        var server = new MemcachedProcess();
        await server.StartAsync();
        return server;
    }
}
