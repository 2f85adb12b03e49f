namespace OsmTasking.Extraction.Changes;

/// <summary>What a change file does to an object.</summary>
public enum ChangeAction
{
    /// <summary>The object is new.</summary>
    Create = 0,

    /// <summary>The object has a new version.</summary>
    Modify = 1,

    /// <summary>The object is gone; of it only id and metadata can be relied on.</summary>
    Delete = 2,
}
