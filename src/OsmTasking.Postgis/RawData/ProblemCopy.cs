using System.Text;
using Npgsql;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Postgis.RawData;

/// <summary>Lists every object that gave no geometry, or not the whole of it.</summary>
internal sealed class ProblemCopy(CopyTable table)
{
    private readonly CopyStream _copy = new(table);

    internal void Add(GeometryProblem problem)
    {
        _copy.StartRow(7);
        _copy.Add(CopyLane.Letter(problem.Kind));
        _copy.Add(problem.Id);
        _copy.Add(Encoding.UTF8.GetBytes(problem.Reason.ToString()));
        Add(problem.Longitude);
        Add(problem.Latitude);
        if (problem.Ref == 0)
        {
            _copy.Null();
        }
        else
        {
            _copy.Add(problem.Ref);
        }

        _copy.Add(problem.Dropped);
        _copy.EndRow();
    }

    internal void Flush() => _copy.Flush();

    internal void CompleteOn(NpgsqlConnection connection) => _copy.CompleteOn(connection);

    private void Add(double? degrees)
    {
        if (degrees is { } value)
        {
            _copy.Add(value);
        }
        else
        {
            _copy.Null();
        }
    }
}
