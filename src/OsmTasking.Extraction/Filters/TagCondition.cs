using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Filters;

/// <summary>One node of a parsed filter.</summary>
internal abstract class TagCondition
{
    internal abstract bool Matches(TagView tags, Shapes shape);

    internal abstract T Fold<T>(ITagFilterFold<T> fold);

    /// <summary>Every one of some conditions.</summary>
    internal sealed class All(TagCondition[] parts) : TagCondition
    {
        internal override bool Matches(TagView tags, Shapes shape)
        {
            foreach (var part in parts)
            {
                if (!part.Matches(tags, shape))
                {
                    return false;
                }
            }

            return true;
        }

        internal override T Fold<T>(ITagFilterFold<T> fold) => fold.All([.. parts.Select(part => part.Fold(fold))]);

        public override string ToString() => $"({string.Join<TagCondition>(" and ", parts)})";
    }

    /// <summary>At least one of some conditions.</summary>
    internal sealed class Any(TagCondition[] parts) : TagCondition
    {
        internal override bool Matches(TagView tags, Shapes shape)
        {
            foreach (var part in parts)
            {
                if (part.Matches(tags, shape))
                {
                    return true;
                }
            }

            return false;
        }

        internal override T Fold<T>(ITagFilterFold<T> fold) => fold.Any([.. parts.Select(part => part.Fold(fold))]);

        public override string ToString() => $"({string.Join<TagCondition>(" or ", parts)})";
    }

    /// <summary>The opposite.</summary>
    internal sealed class Not(TagCondition part) : TagCondition
    {
        internal override bool Matches(TagView tags, Shapes shape) => !part.Matches(tags, shape);

        internal override T Fold<T>(ITagFilterFold<T> fold) => fold.Not(part.Fold(fold));

        public override string ToString() => $"not {part}";
    }

    /// <summary>A condition for one shape.</summary>
    internal sealed class OfShape(Shapes wanted, TagCondition part) : TagCondition
    {
        internal override bool Matches(TagView tags, Shapes shape) => (wanted & shape) != Shapes.None && part.Matches(tags, shape);

        internal override T Fold<T>(ITagFilterFold<T> fold) => fold.OfShape(wanted, part.Fold(fold));

#pragma warning disable CA1308 // The words of the text form are lower case.
        public override string ToString() => $"{wanted.ToString().ToLowerInvariant()}:{part}";
#pragma warning restore CA1308
    }

    /// <summary>A key, with one of some values or, when there are none, with any.</summary>
    internal sealed class Tag(string key, string[] values) : TagCondition
    {
        private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
        private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _values =
            new HashSet<byte[]>(values.Select(Encoding.UTF8.GetBytes), Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

        internal override bool Matches(TagView tags, Shapes shape) =>
            tags.TryGetValue(_key, out var value) && (values.Length == 0 || _values.Contains(value));

        internal override T Fold<T>(ITagFilterFold<T> fold) => fold.Tag(key, values);

        public override string ToString() =>
            values.Length == 0 ? Quote(key) : $"{Quote(key)}={string.Join(',', values.Select(Quote))}";

        private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
    }
}
