using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Pynenc.Backend;

namespace Pynenc;

/// <content>How far the group is: what is known to have ended is never asked for again.</content>
public sealed partial class InvocationGroup<TResult>
{
    private const int AskBatch = 500;

    private readonly ConcurrentDictionary<InvocationId, InvocationStatus> _ended = new();

    /// <summary>How far the group is now. Asks the store once about the members that are not known to have ended; never waits.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="InvocationNotFoundException">The application does not have one of the members.</exception>
    public async ValueTask<GroupProgress> ProgressAsync(CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var parked = new HashSet<InvocationId>();
        InvocationId[] unknown = [.. Ids.Where(id => !_ended.ContainsKey(id)).Distinct()];
        foreach (InvocationId[] some in unknown.Chunk(AskBatch))
        {
            IReadOnlyList<InvocationOutcome> outcomes = await App.State.Queries.GetOutcomesAsync(some, cancellationToken).ConfigureAwait(false);
            if (outcomes.Count < some.Length)
            {
                throw new InvocationNotFoundException(some.Except(outcomes.Select(o => o.Id)).First());
            }

            foreach (InvocationOutcome outcome in outcomes)
            {
                Note(outcome);
                if (outcome.Status == InvocationStatus.Parked)
                {
                    parked.Add(outcome.Id);
                }
            }
        }

        GroupProgress progress = GroupProgress.None(Invocations.Count);
        foreach (Invocation<TResult> invocation in Invocations)
        {
            progress = _ended.TryGetValue(invocation.Id, out InvocationStatus status) ? progress.With(status)
                : parked.Contains(invocation.Id) ? progress.With(InvocationStatus.Parked)
                : progress;
        }

        return progress;
    }

    /// <summary>How far the group is, now and whenever members have settled, until all have. Comes by notification; several that settle together are one step.</summary>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    /// <exception cref="InvocationNotFoundException">The application does not have one of the members.</exception>
    public async IAsyncEnumerable<GroupProgress> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using GroupWait wait = await WaitAsync(cancellationToken).ConfigureAwait(false);
        await wait.WaitAsync(static _ => true, cancellationToken).ConfigureAwait(false);
        GroupProgress progress = GroupProgress.None(Invocations.Count);
        while (true)
        {
            while (wait.TryTake(out _, out InvocationOutcome outcome))
            {
                Note(outcome);
                progress = progress.With(outcome.Status);
            }

            yield return progress;
            if (progress.IsDone)
            {
                yield break;
            }

            await wait.WaitAsync(static w => w.HasCome, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Note(in InvocationOutcome outcome)
    {
        if (outcome.Status.IsFinal())
        {
            _ended[outcome.Id] = outcome.Status;
        }
    }
}
