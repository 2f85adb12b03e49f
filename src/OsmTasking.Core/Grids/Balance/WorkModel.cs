namespace OsmTasking.Core.Grids.Balance;

/// <summary>How long mapping takes, in minutes.</summary>
/// <param name="PerBuilding">Minutes a building; 0 or more. The default is half a minute.</param>
/// <param name="PerSquareKilometre">Minutes a km² of any land, to look it over; 0 or more. The default is 10.</param>
/// <param name="PerRoadKilometre">Minutes a kilometre of way; 0 or more. The default is 2.</param>
/// <param name="PerNode">Minutes a tagged node; 0 or more. The default is a quarter of a minute.</param>
public sealed record WorkModel(double PerBuilding = 0.5, double PerSquareKilometre = 10, double PerRoadKilometre = 2, double PerNode = 0.25)
{
    /// <summary>One building is one minute and nothing else counts: tasks of equal numbers of buildings.</summary>
    public static WorkModel Buildings { get; } = new(1, 0, 0, 0);
}
