namespace OsmTasking.Postgis.RawData;

/// <summary>Sends the rows of a table on a thread of its own: lanes go on while the table is being made, or while the server is behind.</summary>
/// <param name="begin">Begins the COPY; called once, when there are rows or none will come.</param>
internal sealed class TableSender(Func<BinaryCopy> begin) : IDisposable
{
    /// <summary>How many bytes may wait, at least one part; when there are more, lanes wait too.</summary>
    private const int Most = 4 << 20;

    private readonly object _gate = new();
    private readonly Queue<(byte[] Rows, int Length)> _parts = [];
    private readonly Stack<byte[]> _spare = [];
    private int _waiting;
    private bool _complete;
    private bool _stopped;
    private Task? _sending;

    /// <summary>Takes whole rows.</summary>
    /// <param name="rows">They belong to the sender from now on.</param>
    /// <param name="length">How many bytes of them are rows.</param>
    /// <returns>Another buffer of <see cref="CopyStream.BufferSize"/>.</returns>
    internal byte[] Send(byte[] rows, int length)
    {
        Task sending;
        lock (_gate)
        {
            sending = Sending();
            while (_waiting > 0 && _waiting > Most - length && !_stopped)
            {
                Monitor.Wait(_gate);
            }

            if (!_stopped)
            {
                _parts.Enqueue((rows, length));
                _waiting += length;
                Monitor.PulseAll(_gate);
                return _spare.TryPop(out var spare) ? spare : new byte[CopyStream.BufferSize];
            }
        }

        // It takes no more because it failed: that is what the lane is told.
        sending.GetAwaiter().GetResult();
        throw new OperationCanceledException("The table gets no more rows.");
    }

    /// <summary>Waits until the server has all rows; nobody sends any more.</summary>
    internal Task CompleteAsync()
    {
        lock (_gate)
        {
            _complete = true;
            Monitor.PulseAll(_gate);
            return Sending();
        }
    }

    /// <summary>Gives up what was not sent yet.</summary>
    public void Dispose()
    {
        Stop();
        ((IAsyncResult?)_sending)?.AsyncWaitHandle.WaitOne();
    }

    private Task Sending() => _sending ??= OwnThread.Run(SendAll);

    private void SendAll()
    {
        try
        {
            using var copy = begin();
            while (Take() is { Rows: { } rows } part)
            {
                copy.Write(rows.AsSpan(0, part.Length));
                GiveBack(rows, part.Length);
            }

            copy.Complete();
        }
        finally
        {
            Stop();
        }
    }

    /// <summary>Takes what to send next; nothing when that was all.</summary>
    private (byte[]? Rows, int Length) Take()
    {
        lock (_gate)
        {
            while (_parts.Count == 0 && !_complete && !_stopped)
            {
                Monitor.Wait(_gate);
            }

            return _stopped ? throw new OperationCanceledException("The table is given up.") : _parts.TryDequeue(out var part) ? part : default;
        }
    }

    private void GiveBack(byte[] rows, int length)
    {
        lock (_gate)
        {
            _waiting -= length;
            if (rows.Length == CopyStream.BufferSize)
            {
                _spare.Push(rows);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _parts.Clear();
            _spare.Clear();
            Monitor.PulseAll(_gate);
        }
    }
}
