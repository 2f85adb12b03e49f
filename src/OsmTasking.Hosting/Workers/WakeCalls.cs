using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Who in this process waits for which queue. One call wakes one waiter; a call that nobody waits for is kept for the next.</summary>
internal sealed class WakeCalls
{
    // More than every slot of a process can use; beyond it a call adds nothing.
    private const int MostKept = 256;

    private readonly Lock _turn = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly int[] _kept = new int[2];

    internal bool AnyWaitsFor(JobQueueName queue)
    {
        lock (_turn)
        {
            return _waiters.Any(waiter => waiter.Queues.Contains(queue));
        }
    }

    internal void Call(JobQueueName queue)
    {
        lock (_turn)
        {
            for (var node = _waiters.First; node is not null; node = node.Next)
            {
                if (node.Value.Queues.Contains(queue))
                {
                    _waiters.Remove(node);
                    node.Value.Woken.TrySetResult();
                    return;
                }
            }

            _kept[(int)queue] = Math.Min(_kept[(int)queue] + 1, MostKept);
        }
    }

    internal async ValueTask<bool> WaitAsync(IReadOnlyList<JobQueueName> queues, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (_turn)
        {
            foreach (var queue in queues)
            {
                if (_kept[(int)queue] > 0)
                {
                    _kept[(int)queue]--;
                    return true;
                }
            }

            node = _waiters.AddLast(new Waiter(queues, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await node.Value.Woken.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            lock (_turn)
            {
                // A call may have come in the very last moment.
                return !Leave(node);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_turn)
            {
                Leave(node);
            }

            throw;
        }
    }

    private bool Leave(LinkedListNode<Waiter> node)
    {
        if (node.List is null)
        {
            return false;
        }

        _waiters.Remove(node);
        return true;
    }

    private sealed record Waiter(IReadOnlyList<JobQueueName> Queues, TaskCompletionSource Woken);
}
