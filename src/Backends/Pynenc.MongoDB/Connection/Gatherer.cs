namespace Pynenc.MongoDB;

/// <summary>Writes what many callers bring at once together: while one batch is written, whatever gathers is the next.</summary>
/// <remarks>
/// One batch at a time, so that a number taken earlier is also stored earlier, and what a caller has brought stands before what is brought
/// after it got its answer. Nobody waits for a batch to fill.
/// </remarks>
internal sealed class Gatherer<TItem, TOutcome>(Func<IReadOnlyList<TItem>, Task<TOutcome[]>> write)
{
    /// <summary>More than that waits for the next batch, unless one caller brings it.</summary>
    private const int MostItems = 2000;

    /// <summary>Protects what follows.</summary>
    private readonly Lock _gate = new();
    private readonly Queue<Call> _calls = new();
    private bool _isWriting;

    /// <summary>Brings items, and waits until they are stored.</summary>
    /// <param name="items">The items, in order. At least one.</param>
    /// <param name="cancellationToken">Stops the wait; what was brought may be stored all the same.</param>
    public async Task<ArraySegment<TOutcome>> WriteAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new Call(items);
        lock (_gate)
        {
            _calls.Enqueue(call);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAllAsync, CancellationToken.None);
            }
        }

        return await call.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        while (Next() is { } batch)
        {
            try
            {
                TItem[] items = [.. batch.SelectMany(c => c.Items)];
                TOutcome[] outcomes = await write(items).ConfigureAwait(false);
                int from = 0;
                foreach (Call call in batch)
                {
                    call.Done.SetResult(new ArraySegment<TOutcome>(outcomes, from, call.Items.Count));
                    from += call.Items.Count;
                }
            }
            catch (Exception error)
            {
                batch.ForEach(c => c.Done.TrySetException(error));
            }
        }
    }

    private List<Call>? Next()
    {
        lock (_gate)
        {
            if (_calls.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var batch = new List<Call>();
            for (int items = 0; _calls.TryPeek(out Call? next) && (items == 0 || items + next.Items.Count <= MostItems); items += next.Items.Count)
            {
                batch.Add(_calls.Dequeue());
            }

            return batch;
        }
    }

    private sealed class Call(IReadOnlyList<TItem> items)
    {
        public IReadOnlyList<TItem> Items { get; } = items;

        public TaskCompletionSource<ArraySegment<TOutcome>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
