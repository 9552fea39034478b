using Pynenc.Backend;
using Pynenc.Orchestration;

namespace Pynenc;

/// <content>What operators do: look why something stands still, run it again, end a whole tree.</content>
public sealed partial class PynencApp
{
    private const int OperatorPage = 500;

    /// <summary>Runs an invocation that has ended once more, as a new invocation of the same call: same task, arguments, queue and priority.</summary>
    /// <remarks>
    /// Running the same one again twice gives the same new invocation, so the call can be repeated after a lost answer, and two operators
    /// who press the button do not run it twice. To run it a third time, run the new one again.
    /// </remarks>
    /// <param name="id">The invocation.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, an invocation stays stored.</param>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    /// <exception cref="InvalidOperationException">It has not ended yet.</exception>
    public async ValueTask<Invocation> RerunAsync(InvocationId id, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        InvocationState state = await State.Queries.GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new InvocationNotFoundException(id);
        if (!state.Status.IsFinal())
        {
            throw new InvalidOperationException($"Invocation {id} is {state.Status.Text()} and has not ended. Wait for it, or cancel it first.");
        }

        InvocationRecord again = Again(state.Record);
        await PublishAsync([again], cancellationToken).ConfigureAwait(false);
        return new Invocation(this, again.Id, again.Task);
    }

    /// <summary>Runs all that match and have ended once more; see <see cref="RerunAsync"/>. Meant for <c>failed</c>, <c>cancelled</c> and <c>poisoned</c> ones.</summary>
    /// <param name="filter">Which. Its status must be given, and final.</param>
    /// <param name="cancellationToken">Stops before the next page; call it again to go on.</param>
    /// <returns>How many were published now; what had been run again before is not counted.</returns>
    /// <exception cref="ArgumentException">The filter names no final status.</exception>
    public async ValueTask<int> RerunAllAsync(InvocationFilter filter, CancellationToken cancellationToken = default)
    {
        EnsureFinal(filter, "nothing that still runs is run twice");
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        int published = 0;
        await foreach (IReadOnlyList<InvocationState> page in PagesAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            IReadOnlyList<PublishOutcome> outcomes =
                await PublishAsync([.. page.Select(s => Again(s.Record))], cancellationToken).ConfigureAwait(false);
            published += outcomes.Count(o => o.IsPublished);
        }

        return published;
    }

    /// <summary>Removes invocations that have ended, with arguments, result and history; the others stay. Cannot be undone.</summary>
    /// <param name="ids">Which. Unknown ones are passed over.</param>
    /// <param name="cancellationToken">Stops before the next batch of 500; what is removed stays removed.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="CapabilityNotSupportedException">The state backend removes nothing but everything.</exception>
    public async ValueTask<int> DeleteAsync(IEnumerable<InvocationId> ids, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        int removed = 0;
        foreach (InvocationId[] some in ids.Chunk(OperatorPage))
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += await State.Sweeps.DeleteAsync(some, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>Removes all that match and have ended; see <see cref="DeleteAsync"/>. To look at them first, give the filter to <see cref="PageAsync"/>.</summary>
    /// <param name="filter">Which. Its status must be given, and final.</param>
    /// <param name="cancellationToken">Stops before the next page; what is removed stays removed.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="ArgumentException">The filter names no final status; nothing was removed.</exception>
    /// <exception cref="CapabilityNotSupportedException">The state backend removes nothing but everything.</exception>
    public async ValueTask<int> DeleteAllAsync(InvocationFilter filter, CancellationToken cancellationToken = default)
    {
        EnsureFinal(filter, "nothing is removed by accident");
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        int removed = 0;
        await foreach (IReadOnlyList<InvocationState> page in PagesAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            removed += await State.Sweeps.DeleteAsync([.. page.Select(s => s.Record.Id)], cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>Cancels an invocation and all it has called, directly or through others, as far as they have not ended.</summary>
    /// <remarks>From the root to the leaves, so that what is cancelled calls nothing new; a body that does not observe its token may.</remarks>
    /// <returns>How many are cancelled now.</returns>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    public async ValueTask<int> CancelTreeAsync(InvocationId root, string? reason = null, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        int cancelled = await Orchestrator.CancelAsync(root, reason, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        var parents = new Queue<InvocationId>([root]);
        while (parents.TryDequeue(out InvocationId parent))
        {
            await foreach (IReadOnlyList<InvocationState> children in PagesAsync(new InvocationFilter { Parent = parent }, cancellationToken).ConfigureAwait(false))
            {
                foreach (InvocationState child in children)
                {
                    parents.Enqueue(child.Record.Id);
                    if (!child.Status.IsFinal() && await Orchestrator.CancelAsync(child.Record.Id, reason, cancellationToken).ConfigureAwait(false))
                    {
                        cancelled++;
                    }
                }
            }
        }

        return cancelled;
    }

    /// <summary>Says in one sentence what an invocation waits for, and what to do about it.</summary>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    public async ValueTask<Standing> ExplainAsync(InvocationId id, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        InvocationState state = await State.Queries.GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new InvocationNotFoundException(id);
        IReadOnlyList<RunnerInfo> runners = await State.Runners.ListAsync(cancellationToken).ConfigureAwait(false);
        long queued = state.Status.IsAvailable() ? await Broker.CountInvocationsAsync(cancellationToken).ConfigureAwait(false) : 0;
        ConcurrencyState? limit = state is { Status: InvocationStatus.ConcurrencyControlled, Record.Concurrency: { } concurrency }
            ? await State.Queries.GetConcurrencyAsync(concurrency.Key, cancellationToken).ConfigureAwait(false)
            : null;
        return Standing.Of(state, runners, limit, queued, Time.GetUtcNow());
    }

    private static void EnsureFinal(InvocationFilter filter, string why)
    {
        if (filter.Status?.IsFinal() != true)
        {
            throw new ArgumentException($"The filter's status is {filter.Status?.Text() ?? "any"}; name a final one, such as failed, so that {why}.", nameof(filter));
        }
    }

    private InvocationRecord Again(InvocationRecord record)
    {
        var id = InvocationId.Named("rerun", record.Id.ToString());
        return record with
        {
            Id = id,
            NotBefore = null,
            Parent = null,
            Workflow = id,
            Reservation = null,
            RegisteredAt = Time.GetUtcNow(),
            RegisteredBy = InvocationContext.Current?.RunnerId,
        };
    }

    private async IAsyncEnumerable<IReadOnlyList<InvocationState>> PagesAsync(
        InvocationFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after is { } from)
        {
            InvocationPage page = await State.Queries.PageAsync(filter, from, OperatorPage, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count > 0)
            {
                yield return page.Items;
            }

            after = page.Next;
        }
    }
}
