using System.Runtime.CompilerServices;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>The handle of one invocation whose result is a <typeparamref name="TResult"/>. Await it to get the result.</summary>
public sealed class Invocation<TResult> : Invocation
{
    internal Invocation(PynencApp app, InvocationId id, TaskId? task)
        : base(app, id, task)
    {
    }

    /// <summary>Waits for the result. Inside a task, waiting pauses that task and frees its slot.</summary>
    /// <inheritdoc cref="Invocation.WaitAsync"/>
    /// <returns>The result. Reading it again is free and gives an equal value.</returns>
    public async ValueTask<TResult> ResultAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        App.Serializer.Deserialize<TResult>(await PayloadAsync(timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Lets the handle be awaited; see <see cref="ResultAsync"/>.</summary>
    public new ValueTaskAwaiter<TResult> GetAwaiter() => ResultAsync().GetAwaiter();

    internal async ValueTask<TResult> ResultOfAsync(InvocationOutcome outcome, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await App.Large.ReadAsync(Outcomes.PayloadOf(outcome, Task), cancellationToken).ConfigureAwait(false);
        return App.Serializer.Deserialize<TResult>(payload);
    }
}
