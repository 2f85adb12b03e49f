using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Filters;

/// <summary>Turns a <see cref="TagFilter"/> into something else, from the leaves up.</summary>
/// <typeparam name="T">What becomes of each condition.</typeparam>
public interface ITagFilterFold<T>
{
    /// <summary>Every one of some conditions.</summary>
    /// <param name="parts">What became of them; at least one.</param>
    T All(IReadOnlyList<T> parts);

    /// <summary>At least one of some conditions.</summary>
    /// <param name="parts">What became of them; at least one.</param>
    T Any(IReadOnlyList<T> parts);

    /// <summary>The opposite of a condition.</summary>
    T Not(T part);

    /// <summary>A condition for one shape of geometry.</summary>
    T OfShape(Shapes shape, T part);

    /// <summary>A key, with one of some values.</summary>
    /// <param name="key">The key, as mappers wrote it.</param>
    /// <param name="values">The values; none of them stands for any.</param>
    T Tag(string key, IReadOnlyList<string> values);
}
