namespace OsmTasking.TestKit.Servers;

/// <summary>A Redis of this test's own, keeping nothing on disk.</summary>
public sealed class RedisServer : LoopbackServer
{
    private const string Program = "redis-server";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-redis-");

    private RedisServer()
        : base(Program)
    {
    }

    public string Configuration => Address;

    protected override string[] Arguments => ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _directory.FullName];

    protected override (string Ask, string Answer) Greeting => ("PING", "+PONG");

    /// <summary>Starts a server: skipped at a desk without one, a failure in CI.</summary>
    public static async Task<RedisServer> StartNewAsync()
    {
        var server = Prepare();
        await server.StartAsync();
        return server;
    }

    /// <summary>Chooses a port for a server that is started later.</summary>
    public static RedisServer Prepare()
    {
        Require(Program);
        return new RedisServer();
    }

    public override void Dispose()
    {
        base.Dispose();
        _directory.Delete(recursive: true);
    }
}
