using Microsoft.Extensions.Options;
using Npgsql;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting.Workers;
using ReferenceApi.Auth;
using ReferenceApi.RawData;

namespace ReferenceApi.Commands;

/// <summary>Settings from appsettings.json beside the program, the environment, and the command line, in that order.</summary>
public sealed class HostSettings
{
    public HostSettings(IReadOnlyDictionary<string, string?> given)
    {
        Configuration = new ConfigurationManager();
        Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        Configuration.AddEnvironmentVariables("ASPNETCORE_");
        Configuration.AddEnvironmentVariables();
        Configuration.AddInMemoryCollection(given);
        DataDirectory = Path.GetFullPath(Configuration["OsmTasking:DataDirectory"] is { Length: > 0 } directory ? directory : "osmtasking-data");
        Database = Configuration["OsmTasking:Database"] is { Length: > 0 } database ? database : Path.Combine(DataDirectory, "osmtasking.db");
    }

    public ConfigurationManager Configuration { get; }

    public string DataDirectory { get; }

    public string Database { get; }

    /// <summary>A connection string has pairs; a file has not.</summary>
    public bool IsPostgres => Database.Contains("Host=", StringComparison.OrdinalIgnoreCase) || Database.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>Registers workflow and stores.</summary>
    public void AddStores(IServiceCollection services)
    {
        var tasking = services.AddOsmTasking(options => Configure(options)).AddRawData(this);
        if (IsPostgres)
        {
            services.AddSingleton(_ => OpenPostgres());
            tasking.UsePostgis();
        }
        else
        {
            tasking.UseSqlite(Database);
        }
    }

    /// <summary>The database of the connection string; connections are made when they are needed.</summary>
    public NpgsqlDataSource OpenPostgres()
    {
        try
        {
            return NpgsqlDataSource.Create(Database);
        }
        catch (ArgumentException fault)
        {
            throw new OptionsValidationException(nameof(Database), typeof(string), [$"OsmTasking:Database (--database) is not a connection string for PostgreSQL: {fault.Message}"]);
        }
    }

    /// <summary>Runs jobs and tells news in this process; through Redis where there is one.</summary>
    public void AddBackgroundWork(IServiceCollection services)
    {
        var tasking = services.AddOsmTasking();
        if (Configuration["OsmTasking:Redis"] is { Length: > 0 } redis)
        {
            tasking.UseRedis(redis);
        }

        tasking.AddJobWorker(Configure).AddRawDataJobs().AddOutboxRelay();
    }

    /// <summary>Keeps mappers' edits, and sends them to OSM once there is an OSM application to sign in with.</summary>
    public void AddEdits(IServiceCollection services)
    {
        services.AddSingleton(_ => new OsmTokenVault(SessionTokens.SecretIn(DataDirectory), Path.Combine(DataDirectory, "osm-tokens")));
        services.AddSingleton<IEditTokens>(provider => provider.GetRequiredService<OsmTokenVault>());
        var osm = Configuration.GetSection("OsmTasking:Osm").Get<OsmOptions>() ?? new OsmOptions();
        if (!string.IsNullOrEmpty(osm.ClientId))
        {
            services.AddOsmTasking().AddOsmEdits(osm.Server, options => options.Server = Configuration["OsmTasking:PublicUrl"] ?? string.Empty);
        }
    }

    private void Configure(JobWorkerOptions options)
    {
        try
        {
            Configuration.GetSection("OsmTasking:Jobs").Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            throw new OptionsValidationException("Jobs", typeof(JobWorkerOptions), [$"OsmTasking:Jobs: {fault.Message}"]);
        }
    }

    private void Configure(TaskLockOptions options)
    {
        if (Configuration["OsmTasking:Locks:Lifetime"] is { Length: > 0 } lifetime)
        {
            options.Lifetime = TimeSpan.TryParse(lifetime, out var parsed) ? parsed
                : throw new OptionsValidationException("Lifetime", typeof(TaskLockOptions), [$"OsmTasking:Locks:Lifetime must be a duration such as 02:00:00; it is '{lifetime}'."]);
        }
    }
}
