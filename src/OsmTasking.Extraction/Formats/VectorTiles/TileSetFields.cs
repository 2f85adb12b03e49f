using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Which properties the features of each layer have.</summary>
internal sealed class TileSetFields
{
    // A planet has more keys than any reader wants to be told of.
    private const int Most = 10_000;
    private readonly HashSet<byte[]>[] _numbers = [.. TileLayers.Names.Select(_ => new HashSet<byte[]>(Utf8Comparer.Instance))];
    private readonly HashSet<byte[]>[] _texts = [.. TileLayers.Names.Select(_ => new HashSet<byte[]>(Utf8Comparer.Instance))];
    private readonly bool[] _used = new bool[TileLayers.Names.Length];

    internal void Add(int layer, FeatureProperties properties)
    {
        _used[layer] = true;
        var (numbers, texts) = (_numbers[layer].GetAlternateLookup<ReadOnlySpan<byte>>(), _texts[layer].GetAlternateLookup<ReadOnlySpan<byte>>());
        for (var i = 0; i < properties.Count; i++)
        {
            if (properties.IsNumber(i))
            {
                numbers.Add(properties.Key(i));
            }
            else if (_texts[layer].Count < Most)
            {
                texts.Add(properties.Key(i));
            }
        }
    }

    internal IReadOnlyList<TileSetLayer> Layers() =>
        [.. Enumerable.Range(0, _used.Length).Where(layer => _used[layer]).Select(layer => new TileSetLayer(TileLayers.Names[layer], Names(_numbers[layer]), Names(_texts[layer])))];

    private static List<string> Names(IEnumerable<byte[]> keys) => [.. keys.Select(Encoding.UTF8.GetString).Order(StringComparer.Ordinal)];
}
