namespace OsmTasking.Core.Grids;

/// <summary>The lines of a grid as text: hundreds of cells write the same few numbers. Keeps the last text of each slot, so it is small whatever the grid.</summary>
/// <param name="json">Writes degrees.</param>
/// <param name="degrees">Where a line lies.</param>
internal sealed class LineTexts(JsonBytes json, Func<int, double> degrees)
{
    private const int Slots = 4096;

    /// <summary>The bytes of a slot: the length of the text and the text.</summary>
    private const int Room = 32;

    private readonly int[] _lines = Enumerable.Repeat(-1, Slots).ToArray();
    private readonly byte[] _texts = new byte[Slots * Room];

    internal ReadOnlySpan<byte> this[int line]
    {
        get
        {
            var slot = line & (Slots - 1);
            var text = _texts.AsSpan(slot * Room, Room);
            if (_lines[slot] != line)
            {
                text[0] = (byte)json.Degrees(degrees(line), text[1..]);
                _lines[slot] = line;
            }

            return text.Slice(1, text[0]);
        }
    }
}
