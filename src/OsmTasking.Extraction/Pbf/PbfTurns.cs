using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>A blob under way: decoded by one thread, worked on in parts by many, its parts committed in order.</summary>
internal sealed class PbfTurn(int number, PbfBuffers buffers)
{
    /// <summary>Gets the place of the blob in the index.</summary>
    internal int Number => number;

    internal PbfBuffers Buffers => buffers;

    internal Exception? Fault { get; private set; }

    /// <summary>Gets the number of its parts; 0 until it is decoded.</summary>
    internal int Parts { get; private set; }

    internal int Taken { get; set; }

    internal int Committed { get; set; }

    internal bool IsDecoded => Parts > 0;

    internal bool IsTaken => IsDecoded && Taken == Parts;

    internal bool IsCommitted => IsDecoded && Committed == Parts;

    internal void Decoded() => Parts = BlockPart.CountOf(buffers.Decoder.Block);

    internal void Failed(Exception fault) => (Fault, Parts) = (fault, 1);
}

/// <summary>What there is to do next: a blob to decode, or a part of one to work on. Guarded by the lanes' gate.</summary>
/// <remarks>
/// Parts are given out in the order of the file: a lane that waits for its turn then never holds up one whose turn comes before.
/// Blobs are decoded ahead only while there is no part to work on.
/// </remarks>
internal sealed class PbfTurns(PbfIndex index, OsmKinds kinds)
{
    private readonly Queue<PbfTurn> _underWay = [];
    private readonly Stack<PbfBuffers> _buffers = [];
    private int _next;

    /// <summary>Gets whether all parts of all blobs are given out.</summary>
    internal bool AllTaken => Next == index.Places.Length && _underWay.All(turn => turn.IsTaken);

    private int Next
    {
        get
        {
            while (_next < index.Places.Length && !index.MayHold(_next, kinds))
            {
                _next++;
            }

            return _next;
        }
    }

    internal void Offer(PbfBuffers buffers) => _buffers.Push(buffers);

    /// <summary>Gets the blob of which the next part can be worked on, if one is decoded.</summary>
    internal PbfTurn? Workable() => _underWay.FirstOrDefault(turn => !turn.IsTaken) is { IsDecoded: true } turn ? turn : null;

    /// <summary>Gets the next blob to decode, if there are buffers for it.</summary>
    internal PbfTurn? Decodable()
    {
        if (_buffers.Count == 0 || Next == index.Places.Length)
        {
            return null;
        }

        var turn = new PbfTurn(_next++, _buffers.Pop());
        _underWay.Enqueue(turn);
        return turn;
    }

    /// <summary>Tells whether everything before a part is committed.</summary>
    internal bool IsTurnOf(PbfTurn turn, int part) => _underWay.TryPeek(out var head) && head == turn && head.Committed == part;

    /// <summary>Ends the turn of a part.</summary>
    internal void End(PbfTurn turn)
    {
        turn.Committed++;
        if (turn.IsCommitted)
        {
            _underWay.Dequeue();
            _buffers.Push(turn.Buffers);
        }
    }
}
