using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction;

// Split an area into tasks.
var area = AreaOfInterest.Parse("""{"type":"Polygon","coordinates":[[[0,0],[0.03,0],[0.03,0.03],[0,0.03],[0,0]]]}""").OrThrow();
var tasks = TileGrid.Cover(area, zoom: 14, clip: true);
Console.WriteLine($"{tasks.Count} tasks over {area.SquareMetres / 1e6:F1} km²");

// Drive a task through its life: pure, no store needed.
var task = new MappingTask(new TaskId(1, 1), TaskState.Ready);
foreach (var command in new TaskCommand[] { new TaskCommand.Lock(7, LockPurpose.Mapping), new TaskCommand.Finish(7, LockPurpose.Mapping, TaskState.Mapped) })
{
    if (TaskMachine.Decide(task, command, DateTimeOffset.UtcNow, TimeSpan.FromHours(2)) is TransitionResult.Accepted accepted)
    {
        task = accepted.Next;
    }
}

Console.WriteLine($"{task.Id} is {task.State}");

// Turn an OSM file into geometries.
foreach (var found in Extractor.Read(OsmFile.Open("town.osm.pbf"), new ExtractOptions()))
{
    Console.WriteLine($"{found.Kind.ToString().ToLowerInvariant()}/{found.Id} {found.Geometry.GeometryType}");
}
