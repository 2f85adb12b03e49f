using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>One reading of a file: threads take blobs in order, work on them side by side and commit them in order.</summary>
/// <remarks>
/// There is a lane more than threads, so that a thread whose blob is done before its turn goes on with another. Whoever finishes the blob
/// whose turn it is commits it and those after it that are done. A fault waits for its turn too: what stands before it in the file
/// is committed, and of several faults the first in the file is told.
/// </remarks>
internal sealed class PbfLanes(string path, SafeFileHandle file, PbfIndex index, ConcurrentBag<PbfBuffers> spare, OsmKinds kinds, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private readonly object _gate = new();
    private readonly Stack<Lane> _idle = [];
    private Lane?[] _done = [];
    private int _next;
    private int _taken;
    private int _turn;
    private long _read;
    private bool _committing;
    private volatile bool _stopped;
    private Exception? _fault;

    internal void Run(int threads, Func<IBlockLane> createLane)
    {
        var lanes = threads == 1 ? 1 : threads + 1;
        _done = new Lane?[lanes];
        for (var i = 0; i < lanes; i++)
        {
            _idle.Push(new Lane(this, createLane(), spare.TryTake(out var buffers) ? buffers : new()));
        }

        var others = Enumerable.Range(1, threads - 1).Select(_ => Task.Run(Work, CancellationToken.None)).ToArray();
        Work();
        Task.WaitAll(others, CancellationToken.None);
        foreach (var lane in _idle)
        {
            spare.Add(lane.Buffers);
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
        while (Take() is { } lane)
        {
            try
            {
                var (buffer, start, length) = lane.Buffers.Blob.Read(file, index.Places[lane.Number]);
                lane.Buffers.Decoder.Decode(buffer, start, length, kinds);
                lane.Visitor.Visit(lane.Buffers.Decoder.Block, lane);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                lane.Fault = fault;
            }

            Finish(lane);
        }
    }

    private Lane? Take()
    {
        lock (_gate)
        {
            while (_idle.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            while (_next < index.Places.Length && !index.MayHold(_next, kinds))
            {
                _next++;
            }

            if (_stopped || cancellationToken.IsCancellationRequested || _next == index.Places.Length)
            {
                return null;
            }

            var lane = _idle.Pop();
            (lane.Number, lane.Sequence, lane.Fault) = (_next++, _taken++, null);
            return lane;
        }
    }

    private void Await(int sequence)
    {
        lock (_gate)
        {
            while (_turn != sequence)
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
            _done[lane.Sequence % _done.Length] = lane;
        }

        while (TurnOf() is { } head)
        {
            if (!_stopped)
            {
                Commit(head);
            }

            lock (_gate)
            {
                _done[head.Sequence % _done.Length] = null;
                _turn++;
                _committing = false;
                _idle.Push(head);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Lane? TurnOf()
    {
        lock (_gate)
        {
            if (_committing || _done[_turn % _done.Length] is not { } head)
            {
                return null;
            }

            _committing = true;
            return head;
        }
    }

    private void Commit(Lane lane)
    {
        var place = index.Places[lane.Number];
        try
        {
            if (lane.Fault is { } fault)
            {
                throw fault;
            }

            index.Learn(lane.Number, lane.Buffers.Decoder.Present);
            lane.Visitor.Commit();
            progress?.Report(_read += place.Length);
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

    private sealed class Lane(PbfLanes lanes, IBlockLane visitor, PbfBuffers buffers) : BlockTurn
    {
        internal PbfBuffers Buffers => buffers;

        internal IBlockLane Visitor { get; } = visitor;

        internal int Number { get; set; }

        internal int Sequence { get; set; }

        internal Exception? Fault { get; set; }

        public override void Await() => lanes.Await(Sequence);
    }
}
