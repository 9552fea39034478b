using System.Runtime.CompilerServices;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>Invocations that are waited for together. Safe for concurrent use; holds nothing but ids, and what it has learnt of their end.</summary>
/// <remarks>
/// Comes from <c>ParallelizeAsync</c>, or from invocations made before: keep <see cref="Ids"/>, and make the group again in any process
/// with <see cref="PynencApp.Group{TResult}(IEnumerable{InvocationId})"/>. Inside a task, waiting pauses that task and frees its slot.
/// </remarks>
public sealed partial class InvocationGroup<TResult>
{
    internal InvocationGroup(PynencApp app, IReadOnlyList<Invocation<TResult>> invocations)
    {
        App = app;
        Invocations = invocations;
    }

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>The members, in the order of their arguments.</summary>
    public IReadOnlyList<Invocation<TResult>> Invocations { get; }

    /// <summary>The ids of the members, in the order of their arguments; an id stands more than once when calls joined one another.</summary>
    public IReadOnlyList<InvocationId> Ids => [.. Invocations.Select(i => i.Id)];

    /// <summary>The results as they come.</summary>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    /// <exception cref="InvocationFailedException">The member that comes next failed; enumerate <see cref="OutcomesAsync"/> to see all.</exception>
    /// <exception cref="InvocationCancelledException">The member that comes next was cancelled.</exception>
    /// <exception cref="InvocationStoppedException">The member that comes next was parked, poisoned, or dropped.</exception>
    /// <exception cref="InvocationNotFoundException">The application does not have one of the members.</exception>
    public IAsyncEnumerable<TResult> ResultsAsync(CancellationToken cancellationToken = default) =>
        ResultsAsync(FirstFailure.Throw, cancellationToken);

    /// <inheritdoc cref="ResultsAsync(CancellationToken)"/>
    /// <param name="onFailure">What to do when a member does not succeed. With <see cref="FirstFailure.WaitForAll"/> the other results come first.</param>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    public async IAsyncEnumerable<TResult> ResultsAsync(FirstFailure onFailure, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var failures = new SortedDictionary<int, InvocationOutcome>();
        await foreach ((int index, InvocationOutcome outcome) in SettledAsync(cancellationToken).ConfigureAwait(false))
        {
            if (outcome.Status == InvocationStatus.Success || onFailure == FirstFailure.Throw)
            {
                yield return await Invocations[index].ResultOfAsync(outcome, cancellationToken).ConfigureAwait(false);
                continue;
            }

            failures.Add(index, outcome);
            if (onFailure == FirstFailure.CancelOthers)
            {
                break;
            }
        }

        await ThrowFirstAsync(failures, onFailure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The results in the order of the arguments, each as soon as it and all before it are there.</summary>
    /// <inheritdoc cref="ResultsAsync(CancellationToken)"/>
    public IAsyncEnumerable<TResult> InOrderAsync(CancellationToken cancellationToken = default) =>
        InOrderAsync(FirstFailure.Throw, cancellationToken);

    /// <summary>The results in the order of the arguments, each as soon as it and all before it are there.</summary>
    /// <inheritdoc cref="ResultsAsync(FirstFailure, CancellationToken)"/>
    public async IAsyncEnumerable<TResult> InOrderAsync(FirstFailure onFailure, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using GroupWait wait = await WaitAsync(cancellationToken).ConfigureAwait(false);
        var come = new InvocationOutcome?[Invocations.Count];
        var failures = new SortedDictionary<int, InvocationOutcome>();
        bool mayStop = onFailure == FirstFailure.CancelOthers;
        for (int next = 0; next < come.Length && !(mayStop && failures.Count > 0); next++)
        {
            await wait.WaitAsync(_ => HasCome(next), cancellationToken).ConfigureAwait(false);
            if (come[next] is { } outcome && (outcome.Status == InvocationStatus.Success || onFailure == FirstFailure.Throw))
            {
                yield return await Invocations[next].ResultOfAsync(outcome, cancellationToken).ConfigureAwait(false);
                come[next] = null;
            }
        }

        await ThrowFirstAsync(failures, onFailure, cancellationToken).ConfigureAwait(false);

        bool HasCome(int wanted)
        {
            while (wait.TryTake(out int index, out InvocationOutcome outcome))
            {
                Note(outcome);
                come[index] = outcome;
                if (outcome.Status != InvocationStatus.Success)
                {
                    failures.Add(index, outcome);
                }
            }

            return come[wanted] is not null || (mayStop && failures.Count > 0);
        }
    }

    /// <summary>What became of each member, as they settle. A member that did not succeed throws nothing.</summary>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    /// <exception cref="InvocationNotFoundException">The application does not have one of the members.</exception>
    public async IAsyncEnumerable<MemberOutcome<TResult>> OutcomesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((int index, InvocationOutcome outcome) in SettledAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return await OutcomeOfAsync(index, outcome, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All results, in the order of the arguments. Waits until all members have settled, whatever becomes of them.</summary>
    /// <inheritdoc cref="ResultsAsync(CancellationToken)"/>
    public ValueTask<IReadOnlyList<TResult>> AllAsync(CancellationToken cancellationToken = default) =>
        AllAsync(FirstFailure.WaitForAll, cancellationToken);

    /// <summary>All results, in the order of the arguments. Inside a task, waiting pauses that task once.</summary>
    /// <param name="onFailure">What to do when a member does not succeed.</param>
    /// <param name="cancellationToken">Stops the wait; the invocations go on.</param>
    /// <inheritdoc cref="ResultsAsync(CancellationToken)"/>
    public async ValueTask<IReadOnlyList<TResult>> AllAsync(FirstFailure onFailure, CancellationToken cancellationToken = default)
    {
        using GroupWait wait = await WaitAsync(cancellationToken).ConfigureAwait(false);
        Func<GroupWait, bool> isEnough = onFailure == FirstFailure.WaitForAll ? static w => w.IsAll : static w => w.IsAll || w.HasFailure;
        await wait.WaitAsync(isEnough, cancellationToken).ConfigureAwait(false);
        var come = new InvocationOutcome[Invocations.Count];
        var failures = new SortedDictionary<int, InvocationOutcome>();
        while (wait.TryTake(out int index, out InvocationOutcome outcome))
        {
            Note(outcome);
            come[index] = outcome;
            if (outcome.Status != InvocationStatus.Success)
            {
                failures.Add(index, outcome);
            }
        }

        await ThrowFirstAsync(failures, onFailure, cancellationToken).ConfigureAwait(false);
        var results = new TResult[come.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await Invocations[i].ResultOfAsync(come[i], cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    /// <summary>Cancels every member that has not ended.</summary>
    /// <returns>How many are cancelled, now or before.</returns>
    public async ValueTask<int> CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await App.Orchestrator.CancelAsync(Ids, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the group be awaited; see <see cref="AllAsync(CancellationToken)"/>.</summary>
    public ValueTaskAwaiter<IReadOnlyList<TResult>> GetAwaiter() => AllAsync().GetAwaiter();

    private async ValueTask<GroupWait> WaitAsync(CancellationToken cancellationToken)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var wait = new GroupWait(App, Ids);
        try
        {
            await wait.StartAsync(cancellationToken).ConfigureAwait(false);
            return wait;
        }
        catch
        {
            wait.Dispose();
            throw;
        }
    }

    private async IAsyncEnumerable<(int Index, InvocationOutcome Outcome)> SettledAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using GroupWait wait = await WaitAsync(cancellationToken).ConfigureAwait(false);
        while (!wait.IsAll || wait.HasCome)
        {
            await wait.WaitAsync(static w => w.HasCome, cancellationToken).ConfigureAwait(false);
            while (wait.TryTake(out int index, out InvocationOutcome outcome))
            {
                Note(outcome);
                yield return (index, outcome);
            }
        }
    }

    private async ValueTask ThrowFirstAsync(SortedDictionary<int, InvocationOutcome> failures, FirstFailure onFailure, CancellationToken cancellationToken)
    {
        if (failures.Count == 0)
        {
            return;
        }

        (int index, InvocationOutcome first) = failures.First();
        if (onFailure == FirstFailure.CancelOthers)
        {
            await CancelAsync($"Invocation {first.Id} of its group is {first.Status.Text()}.", cancellationToken).ConfigureAwait(false);
        }

        _ = Outcomes.PayloadOf(first, Invocations[index].Task);
    }

    private async ValueTask<MemberOutcome<TResult>> OutcomeOfAsync(int index, InvocationOutcome outcome, CancellationToken cancellationToken)
    {
        Invocation<TResult> invocation = Invocations[index];
        try
        {
            TResult result = await invocation.ResultOfAsync(outcome, cancellationToken).ConfigureAwait(false);
            return new MemberOutcome<TResult>(invocation, index, outcome.Status, result, error: null);
        }
        catch (PynencException error) when (error is InvocationException or PayloadException)
        {
            return new MemberOutcome<TResult>(invocation, index, outcome.Status, default, error);
        }
    }
}
