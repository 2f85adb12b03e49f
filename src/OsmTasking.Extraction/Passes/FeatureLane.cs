using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Passes;

/// <summary>Makes features out of blocks; what it makes counts only when it is committed.</summary>
internal abstract class FeatureLane : IBlockLane
{
    private readonly LaneSink _sink;
    private readonly AreaFilter? _area;
    private readonly ExtractCounts _counts = new();
    private readonly List<GeometryProblem> _problems = [];
    private OsmBlock? _waiting;
    private BlockTurn _turn = BlockTurn.Now;

    protected FeatureLane(PassState state)
    {
        State = state;
        _sink = state.CreateSink();
        _area = state.Options.Area?.ForAnotherThread();
    }

    protected PassState State { get; }

    protected PackedGeometry Geometry { get; } = new();

    public void Visit(OsmBlock block, BlockTurn turn)
    {
        if (_sink is not SinkOutput)
        {
            _turn = turn;
            Make(block);
        }
        else
        {
            _waiting = block;
        }
    }

    public void Commit()
    {
        if (_waiting is { } block)
        {
            _waiting = null;
            Make(block);
        }

        State.Counts.Take(_counts);
        foreach (var problem in _problems)
        {
            State.Options.OnProblem?.Invoke(problem);
        }

        _problems.Clear();
        HandOver();
        _sink.Commit();
    }

    /// <summary>Makes the features of a block.</summary>
    protected abstract void Make(OsmBlock block);

    /// <summary>Hands what later passes need over to the state; called in the order of the source.</summary>
    protected virtual void HandOver()
    {
    }

    protected bool Matches(TagView tags, Shapes shape) => State.Options.Tags is not { } filter || filter.Matches(tags, shape);

    protected void Write(in OsmFeature feature)
    {
        if (_area is null)
        {
            Pass(feature);
        }
        else if (_area.Apply(feature.Geometry) is { } left)
        {
            Pass(feature.With(left));
        }
    }

    /// <summary>Hands on what gives no feature.</summary>
    protected void Leave(in OsmFeature feature)
    {
        feature.Geometry.Start(GeometryKind.GeometryCollection);
        _sink.Leave(feature);
    }

    protected void Report(in GeometryProblem problem)
    {
        _counts.Count(problem.Reason);
        if (State.Options.OnProblem is not null)
        {
            _problems.Add(problem);
        }
    }

    private void Pass(in OsmFeature feature)
    {
        _counts.Count(feature.Kind, feature.Geometry.Kind);
        _sink.Write(feature);
        if (_sink.IsFull)
        {
            _turn.Await();
            _sink.Commit();
        }
    }
}
