namespace OsmTasking.Core.Grids.Balance;

/// <summary>How good a split is; measured on its result, whatever made it.</summary>
/// <param name="Tasks">Number of tasks.</param>
/// <param name="MaxToMean">The largest task's work over the mean; 1 is even.</param>
/// <param name="CoefficientOfVariation">Standard deviation of the work over its mean.</param>
/// <param name="ShareWithinQuarter">Share of tasks whose work is within 25 % of the mean.</param>
/// <param name="FootprintsCut">Buildings with more than 1 % of their area in each of two tasks.</param>
/// <param name="TasksInSeveralPieces">Tasks that are no single polygon.</param>
/// <param name="CoveredShare">Share of the area that lies in a task.</param>
/// <param name="MeanCompactness">Mean of 4π area / perimeter² (Polsby and Popper); 1 for a circle, 0.785 for a square.</param>
/// <param name="LowCompactness">The compactness that 95 % of tasks exceed.</param>
/// <param name="BorderOnLinesShare">Share of the length of borders between tasks within 3 m of a line given to follow.</param>
public sealed record SplitQuality(
    int Tasks,
    double MaxToMean,
    double CoefficientOfVariation,
    double ShareWithinQuarter,
    int FootprintsCut,
    int TasksInSeveralPieces,
    double CoveredShare,
    double MeanCompactness,
    double LowCompactness,
    double BorderOnLinesShare);
