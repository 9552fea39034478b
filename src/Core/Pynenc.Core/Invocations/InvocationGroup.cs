using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>Invocations that were published together. Safe for concurrent use.</summary>
public sealed class InvocationGroup<TResult>
{
    private readonly PynencApp _app;

    internal InvocationGroup(PynencApp app, IReadOnlyList<Invocation<TResult>> invocations)
    {
        _app = app;
        Invocations = invocations;
    }

    /// <summary>The members, in the order of their arguments.</summary>
    public IReadOnlyList<Invocation<TResult>> Invocations { get; }

    /// <summary>The results as they come. Inside a task, waiting pauses that task and frees its slot.</summary>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    /// <exception cref="InvocationFailedException">The member that comes next failed; enumerate <see cref="Invocations"/> for the others.</exception>
    /// <exception cref="InvocationCancelledException">The member that comes next was cancelled.</exception>
    /// <exception cref="InvocationStoppedException">The member that comes next was parked, poisoned, or dropped.</exception>
    public async IAsyncEnumerable<TResult> ResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((Invocation<TResult> invocation, InvocationOutcome outcome) in SettledAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return invocation.ResultOf(outcome);
        }
    }

    /// <summary>All results, in the order of the arguments. Inside a task, waiting pauses that task once and frees its slot.</summary>
    /// <inheritdoc cref="ResultsAsync"/>
    public async ValueTask<IReadOnlyList<TResult>> AllAsync(CancellationToken cancellationToken = default)
    {
        var outcomes = new Dictionary<InvocationId, InvocationOutcome>(Invocations.Count);
        await foreach ((Invocation<TResult> invocation, InvocationOutcome outcome) in SettledAsync(cancellationToken).ConfigureAwait(false))
        {
            outcomes[invocation.Id] = outcome;
        }

        return [.. Invocations.Select(i => i.ResultOf(outcomes[i.Id]))];
    }

    /// <summary>Cancels every member that has not ended.</summary>
    /// <returns>How many are cancelled, now or before.</returns>
    public async ValueTask<int> CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        await _app.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await _app.Orchestrator.CancelAsync([.. Invocations.Select(i => i.Id)], reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the group be awaited; see <see cref="AllAsync"/>.</summary>
    public ValueTaskAwaiter<IReadOnlyList<TResult>> GetAwaiter() => AllAsync().GetAwaiter();

    private async IAsyncEnumerable<(Invocation<TResult> Invocation, InvocationOutcome Outcome)> SettledAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Calls that joined another are members that share an id; there are rarely any.
        var left = new Dictionary<InvocationId, Invocation<TResult>>(Invocations.Count);
        List<Invocation<TResult>> joined = [.. Invocations.Where(i => !left.TryAdd(i.Id, i))];
        if (left.Count == 0)
        {
            yield break;
        }

        await _app.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var settled = Channel.CreateUnbounded<InvocationOutcome>(new UnboundedChannelOptions { SingleReader = true });
        using var wait = new GroupWait(_app, [.. left.Keys], outcome => settled.Writer.TryWrite(outcome));
        await wait.StartAsync(cancellationToken).ConfigureAwait(false);
        while (left.Count > 0)
        {
            while (settled.Reader.TryRead(out InvocationOutcome outcome))
            {
                if (left.Remove(outcome.Id, out Invocation<TResult>? invocation))
                {
                    yield return (invocation, outcome);
                    foreach (Invocation<TResult> same in joined.Where(i => i.Id == outcome.Id))
                    {
                        yield return (same, outcome);
                    }
                }
            }

            if (left.Count > 0)
            {
                await wait.WaitAsync(settled.Reader, left.Keys, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
