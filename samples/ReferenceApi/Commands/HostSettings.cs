using Microsoft.Extensions.Options;
using Npgsql;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting.Workers;
using ReferenceApi.Auth;
using ReferenceApi.RawData;

namespace ReferenceApi.Commands;

/// <summary>Settings from appsettings.json beside the program, the environment, and the command line, in that order.</summary>
public sealed class HostSettings(IReadOnlyDictionary<string, string?> given)
{
    private readonly Lazy<ConfigurationManager> _configuration = new(() => Read(given));

    public ConfigurationManager Configuration => _configuration.Value;

    public string DataDirectory => Path.GetFullPath(Find("OsmTasking:DataDirectory") ?? "osmtasking-data");

    public string Database => Find("OsmTasking:Database") ?? Path.Combine(DataDirectory, "osmtasking.db");

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
    /// <param name="types">Whether to ask it what types it has, beside those that every server has.</param>
    public NpgsqlDataSource OpenPostgres(bool types = true)
    {
        try
        {
            return new NpgsqlDataSourceBuilder(Database).ConfigureTypeLoading(loading => loading.EnableTypeLoading(types)).Build();
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

    private static ConfigurationManager Read(IReadOnlyDictionary<string, string?> given)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(given);
        return configuration;
    }

    // What the command line gives is asked for nowhere else: reading all settings takes 20 ms, in which a command that has what it needs could begin.
    private string? Find(string name) =>
        given.GetValueOrDefault(name) is { Length: > 0 } value || (value = Configuration[name]) is { Length: > 0 } ? value : null;

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
