namespace Pynenc.Backend;

/// <summary>Tells this process that invocations settled, whoever settled them. A hint: losing all of it costs latency only.</summary>
public class SettledSignal
{
    /// <summary>Tells nothing; for stores without a way to tell.</summary>
    public static SettledSignal None { get; } = new();

    /// <summary>
    /// Calls <paramref name="listener"/> with the ids that settled from now on, from any thread, never concurrently with
    /// itself. The listener returns quickly and does not throw.
    /// </summary>
    /// <returns>Dispose to stop listening.</returns>
    public virtual IDisposable Subscribe(Action<IReadOnlyList<InvocationId>> listener) => NoSubscription.Instance;

    private sealed class NoSubscription : IDisposable
    {
        public static readonly NoSubscription Instance = new();

        public void Dispose()
        {
        }
    }
}
