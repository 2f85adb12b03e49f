using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Projects;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Features;
using ReferenceApi.TaskingManager;
using ReferenceApi.Town;

namespace ReferenceApi.Commands;

/// <summary>The first start makes a project that can be tried at once, over a made-up town.</summary>
public static class FirstStart
{
    private const int Zoom = 16;
    private static readonly ProjectKey Once = new(0, "first-start");

    public static async Task RunAsync(IServiceProvider services, HostSettings settings, CancellationToken cancellationToken)
    {
        var (projects, features, time) = (services.GetRequiredService<IProjectStore>(), services.GetRequiredService<IFeatureStore>(), services.GetRequiredService<TimeProvider>());
        if ((await projects.ListAsync([ProjectStatus.Draft, ProjectStatus.Published, ProjectStatus.Archived], cancellationToken)).Count > 0)
        {
            return;
        }

        Console.WriteLine("First start: drawing a made-up town to try things on …");
        if (await features.InfoAsync(cancellationToken) is null)
        {
            Directory.CreateDirectory(settings.DataDirectory);
            var path = Path.Combine(settings.DataDirectory, "town.osm.pbf");
            TownFile.Write(path);
            await features.ImportAsync(OsmFile.Open(path), "town.osm.pbf (made up)", time.GetUtcNow(), null, cancellationToken);
        }

        var area = AreaOfInterest.Of(TownPlan.Boundary()).OrThrow();
        var text = new ProjectText(
            "en",
            "Mapperstad (made up)",
            "A town that does not exist, to try the tasking on.",
            "This town is **made up**: a program drew it, in the sea off Africa where no town is. Nothing you do here reaches OpenStreetMap.",
            "Lock a task, look at it, mark it as mapped. Then sign in as somebody else and validate it.");
        var settingsOfTown = new ProjectSettings { Texts = [text], MappingTypes = ["BUILDINGS", "ROADS"] };
        var project = new Project(0, ProjectStatus.Published, 0, area.Shape, settingsOfTown) { Created = time.GetUtcNow(), Updated = time.GetUtcNow() };
        var id = await projects.CreateAsync(project, ProjectDraft.Ready(TileGrid.Cover(area, Zoom, clip: true, cancellationToken), time.GetUtcNow()), Once, cancellationToken);
        Console.WriteLine($"Project {id} is ready: open the address above.");
    }
}
