namespace OsmTasking.Core.Tasks;

/// <summary>Decides what a command does to a task: pure, and the only place that knows the rules.</summary>
public static class TaskMachine
{
}
