namespace Pynenc;

/// <summary>Invocations wait for one another in a circle; waiting would never end.</summary>
public sealed class WaitCycleException : InvocationException
{
    internal WaitCycleException(InvocationId waiter, IReadOnlyList<InvocationId> cycle)
        : base(waiter, $"Waiting would never end, because these invocations wait for one another: {string.Join(" → ", cycle.Append(waiter))}. Await one of them outside the circle.") =>
        Cycle = cycle;

    /// <summary>The invocations of the circle, beginning with the one that was about to wait.</summary>
    public IReadOnlyList<InvocationId> Cycle { get; }
}
