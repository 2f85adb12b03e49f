using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>One reading of a file: threads decode blobs, work on parts of them side by side, and commit the parts in order.</summary>
/// <remarks>
/// There is a lane more than threads, so that a thread whose part is done before its turn goes on with another. Whoever finishes the part
/// whose turn it is commits it and those after it that are done. A fault waits for its turn too: what stands before it in the file
/// is committed, and of several faults the first in the file is told.
/// </remarks>
internal sealed class PbfLanes(string path, SafeFileHandle file, PbfIndex index, ConcurrentBag<PbfBuffers> spare, OsmKinds kinds, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private readonly object _gate = new();
    private readonly PbfTurns _turns = new(index, kinds);
    private readonly Stack<Lane> _idle = [];
    private readonly List<Lane> _done = [];
    private long _read;
    private bool _committing;
    private volatile bool _stopped;
    private Exception? _fault;

    internal void Run(int threads, Func<IBlockLane> createLane)
    {
        var lanes = threads == 1 ? 1 : threads + 1;
        var buffers = Enumerable.Range(0, lanes).Select(_ => spare.TryTake(out var used) ? used : new()).ToArray();
        foreach (var one in buffers)
        {
            _idle.Push(new Lane(this, createLane()));
            _turns.Offer(one);
        }

        var others = Enumerable.Range(1, threads - 1).Select(_ => LongTask.Run(Work)).ToArray();
        Work();
        Task.WaitAll(others, CancellationToken.None);
        foreach (var one in buffers)
        {
            spare.Add(one);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_fault is OsmFormatException fault)
        {
            throw fault;
        }

        if (_fault is { } other)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(other);
        }
    }

    private void Work()
    {
        while (Take(out var lane, out var turn))
        {
            if (lane is null)
            {
                Decode(turn);
            }
            else
            {
                lane.Visit();
                Finish(lane);
            }
        }
    }

    /// <summary>Takes a part to work on with a lane, or without one a blob to decode.</summary>
    /// <returns>False when there is nothing left to take.</returns>
    private bool Take(out Lane? lane, out PbfTurn turn)
    {
        lock (_gate)
        {
            for (; ; Monitor.Wait(_gate))
            {
                (lane, turn) = (null, null!);
                if (_stopped || cancellationToken.IsCancellationRequested || _turns.AllTaken)
                {
                    Monitor.PulseAll(_gate);
                    return false;
                }

                if (_idle.Count > 0 && _turns.Workable() is { } workable)
                {
                    (lane, turn) = (_idle.Pop(), workable);
                    lane.Take(turn, turn.Taken++);
                    return true;
                }

                if (_turns.Decodable() is { } decodable)
                {
                    turn = decodable;
                    return true;
                }
            }
        }
    }

    private void Decode(PbfTurn turn)
    {
        Exception? fault = null;
        try
        {
            var (buffer, start, length) = turn.Buffers.Blob.Read(file, index.Places[turn.Number]);
            turn.Buffers.Decoder.Decode(buffer, start, length, kinds);
        }
        catch (Exception found) when (found is not OutOfMemoryException)
        {
            fault = found;
        }

        lock (_gate)
        {
            if (fault is null)
            {
                turn.Decoded();
            }
            else
            {
                turn.Failed(fault);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void Await(Lane lane)
    {
        lock (_gate)
        {
            while (!_turns.IsTurnOf(lane.Turn, lane.Part))
            {
                if (_stopped)
                {
                    throw new OperationCanceledException("A blob before this one is broken.");
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private void Finish(Lane lane)
    {
        lock (_gate)
        {
            _done.Add(lane);
        }

        while (Head() is { } head)
        {
            if (!_stopped)
            {
                Commit(head);
            }

            lock (_gate)
            {
                _done.Remove(head);
                _turns.End(head.Turn);
                _committing = false;
                _idle.Push(head);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Gets the lane whose turn it is, if it is done and nobody commits yet.</summary>
    private Lane? Head()
    {
        lock (_gate)
        {
            var head = _committing ? null : _done.Find(lane => _turns.IsTurnOf(lane.Turn, lane.Part));
            _committing |= head is not null;
            return head;
        }
    }

    private void Commit(Lane lane)
    {
        var place = index.Places[lane.Turn.Number];
        try
        {
            if (lane.Fault is { } fault)
            {
                throw fault;
            }

            if (lane.Part == 0)
            {
                index.Learn(lane.Turn.Number, lane.Turn.Buffers.Decoder.Present);
            }

            lane.Visitor.Commit();
            if (lane.Part == lane.Turn.Parts - 1)
            {
                progress?.Report(_read += place.Length);
            }
        }
        catch (OsmFormatException fault)
        {
            (_fault, _stopped) = (OsmFormatException.InBlob(path, place.Offset, fault), true);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            (_fault, _stopped) = (fault, true);
        }
    }

    private sealed class Lane(PbfLanes lanes, IBlockLane visitor) : BlockTurn
    {
        private readonly OsmBlock _part = new();

        internal IBlockLane Visitor => visitor;

        internal PbfTurn Turn { get; private set; } = null!;

        internal int Part { get; private set; }

        internal Exception? Fault { get; private set; }

        internal void Take(PbfTurn turn, int part) => (Turn, Part, Fault) = (turn, part, turn.Fault);

        internal void Visit()
        {
            if (Fault is not null)
            {
                return;
            }

            try
            {
                var block = Turn.Buffers.Decoder.Block;
                _part.Show(block, BlockPart.Of(block, Part));
                visitor.Visit(_part, this);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Fault = fault;
            }
        }

        public override void Await() => lanes.Await(this);
    }
}
