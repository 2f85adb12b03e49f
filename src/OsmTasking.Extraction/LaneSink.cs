namespace OsmTasking.Extraction;

/// <summary>Takes the features of one lane, while other lanes work beside it; what must come in order waits for <see cref="Commit"/>.</summary>
public abstract class LaneSink : IFeatureSink
{
    /// <summary>
    /// Gets whether it holds as much as it should; the lane then waits for its turn and calls <see cref="Commit"/>. A sink for which order is
    /// nothing never is full.
    /// </summary>
    public virtual bool IsFull => false;

    /// <inheritdoc/>
    public abstract void Write(in OsmFeature feature);

    /// <summary>
    /// Takes a way or relation that gives no feature: a way without tags, or an object that cannot be built (<see cref="OsmFeature.Problem"/> says
    /// why). Its geometry is empty. Objects that the filters leave out are not among them. By default nothing is done.
    /// </summary>
    public virtual void Leave(in OsmFeature feature)
    {
    }

    /// <summary>Hands over what was written since; called in the order of the source, never for two lanes at once.</summary>
    public abstract void Commit();

    /// <summary>Ends the lane: everything is committed, and nothing more comes. Not called when the reading fails. By default nothing is done.</summary>
    public virtual void End()
    {
    }
}
