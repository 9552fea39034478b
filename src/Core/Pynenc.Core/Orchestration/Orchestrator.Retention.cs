using Pynenc.Backend;

namespace Pynenc.Orchestration;

/// <content>Removes what has been kept long enough. Leaderless like every sweep; each item goes in one step of the store.</content>
internal sealed partial class Orchestrator
{
    /// <summary>How many batches of a kind one sweep removes; what is left waits for the next, so that no sweep is held up for long.</summary>
    private const int MostBatches = 20;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <summary>When this process looked for old invocations last; 0 when there are more, or it never did.</summary>
    private long _lookedAt;

    private async ValueTask RemoveOldAsync(CancellationToken cancellationToken)
    {
        if (!_state.Capabilities.Removal || !IsTimeToLook())
        {
            return;
        }

        bool isMore = false;
        foreach (IGrouping<TimeSpan, InvocationStatus> kinds in _context.Options.Retention.ByAge())
        {
            var request = new PruneRequest([.. kinds], Now - kinds.Key, SweepBatch);
            int removed = await RepeatAsync(() => _state.Sweeps.PruneAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            isMore |= removed == MostBatches * SweepBatch;
            if (removed > 0)
            {
                _logger.Pruned(removed, string.Join(", ", kinds.Select(s => s.Text())));
            }
        }

        if (_state.ClientData is { } contents && _context.Options.Retention.UnusedContent is { } unused)
        {
            int removed = await RepeatAsync(() => RemoveUnusedAsync(contents, unused, cancellationToken), cancellationToken).ConfigureAwait(false);
            isMore |= removed == MostBatches * SweepBatch;
            if (removed > 0)
            {
                _logger.ContentPruned(removed);
            }
        }

        if (isMore)
        {
            Volatile.Write(ref _lookedAt, 0);
        }
    }

    private bool IsTimeToLook()
    {
        long now = _context.Time.GetTimestamp();
        long before = Volatile.Read(ref _lookedAt);
        bool isTime = before == 0 || _context.Time.GetElapsedTime(before, now) >= LookInterval;

        // Several runners of one process share the look.
        return isTime && Interlocked.CompareExchange(ref _lookedAt, now == 0 ? 1 : now, before) == before;
    }

    private static async ValueTask<int> RepeatAsync(Func<ValueTask<int>> removeBatch, CancellationToken cancellationToken)
    {
        int removed = 0;
        for (int batch = 0; batch < MostBatches && !cancellationToken.IsCancellationRequested; batch++)
        {
            int count = await removeBatch().ConfigureAwait(false);
            removed += count;
            if (count < SweepBatch)
            {
                break;
            }
        }

        return removed;
    }

    private static async ValueTask<int> RemoveUnusedAsync(ClientDataStore contents, TimeSpan unused, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContentKey> keys = await contents.FindUnreferencedAsync(unused, SweepBatch, cancellationToken).ConfigureAwait(false);
        return await contents.DeleteUnreferencedAsync(keys, unused, cancellationToken).ConfigureAwait(false);
    }
}
