using System.Collections.Frozen;

namespace Pynenc;

/// <summary>The rules of the invocation's life: which status may follow which, and what it does to the owner.</summary>
/// <remarks>
/// This table is the only place that knows the rules; backends ask it, or derive their scripts from it. The picture in
/// <c>docs/invocation-states.md</c> is written from it and compared with it by a test.
/// </remarks>
public static class StatusMachine
{
    private static readonly FrozenDictionary<InvocationStatus, Rule> Rules = Build();

    /// <summary>
    /// The statuses that may follow each, as bits, because every step of every invocation asks. Bit 0, which is no status, is set for
    /// every status there is.
    /// </summary>
    private static readonly int[] NextBits = [.. Enumerable.Range(0, 32).Select(i => Rules.GetValueOrDefault((InvocationStatus)i)?.Next.Aggregate(1, (bits, next) => bits | (1 << (int)next)) ?? 0)];

    /// <summary>Every status, in the order of the stored numbers.</summary>
    public static IReadOnlyList<InvocationStatus> All { get; } = Enum.GetValues<InvocationStatus>();

    /// <summary>The statuses a runner may claim.</summary>
    public static IReadOnlyList<InvocationStatus> Available { get; } = [.. All.Where(IsAvailable)];

    /// <summary>The statuses with no way out.</summary>
    public static IReadOnlyList<InvocationStatus> Final { get; } = [.. All.Where(IsFinal)];

    /// <summary>True when a runner may claim it.</summary>
    public static bool IsAvailable(this InvocationStatus status) =>
        status is InvocationStatus.Registered or InvocationStatus.Rerouted or InvocationStatus.Retry;

    /// <summary>True when it has no way out.</summary>
    public static bool IsFinal(this InvocationStatus status) => BitsOf(status) == 1;

    /// <summary>True when it is held by a runner, and only that runner may move it on.</summary>
    public static bool IsOwned(this InvocationStatus status) =>
        status is InvocationStatus.Pending or InvocationStatus.Running or InvocationStatus.Paused or InvocationStatus.Resumed;

    /// <summary>True when nothing more will happen by itself: final, or parked. Waiting callers are answered then.</summary>
    public static bool IsSettled(this InvocationStatus status) => status == InvocationStatus.Parked || status.IsFinal();

    /// <summary>True when entering it is allowed to anybody, whoever the owner is: recoveries and cancellation.</summary>
    public static bool OverridesOwner(this InvocationStatus status) =>
        status is InvocationStatus.PendingRecovery or InvocationStatus.RunningRecovery or InvocationStatus.Cancelled;

    /// <summary>The statuses that may follow <paramref name="status"/>; empty for a final one.</summary>
    public static IReadOnlySet<InvocationStatus> Next(this InvocationStatus status) => Rules[status].Next;

    /// <summary>True when <paramref name="target"/> may follow <paramref name="status"/>.</summary>
    public static bool CanMoveTo(this InvocationStatus status, InvocationStatus target) => (BitsOf(status) & BitOf(target)) != 0;

    /// <summary>Its stored and printed name, such as <c>running_recovery</c>.</summary>
    public static string Text(this InvocationStatus status) => Rules[status].Text;

    /// <summary>Reads a printed name, in any case.</summary>
    /// <returns>The status, or <see langword="null"/> when no status has that name.</returns>
    public static InvocationStatus? Parse(string text)
    {
        foreach ((InvocationStatus status, Rule rule) in Rules)
        {
            if (string.Equals(rule.Text, text, StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        return null;
    }

    private static int BitOf(InvocationStatus status) => (int)status is > 0 and < 32 ? 1 << (int)status : 0;

    private static int BitsOf(InvocationStatus status) => (uint)status < (uint)NextBits.Length && NextBits[(int)status] is not 0 and var bits
        ? bits
        : throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status; the statuses are those of StatusMachine.All.");

    private static FrozenDictionary<InvocationStatus, Rule> Build()
    {
        var rules = new Dictionary<InvocationStatus, Rule>();

        void Add(InvocationStatus status, string text, params InvocationStatus[] next) =>
            rules.Add(status, new Rule(text, next.ToFrozenSet()));

        // Every status that is not final may also become Cancelled; it is listed in each row, so that the rows are whole.
        Add(InvocationStatus.Registered, "registered", InvocationStatus.Pending, InvocationStatus.ConcurrencyControlled, InvocationStatus.ConcurrencyControlledFinal, InvocationStatus.Cancelled);
        Add(InvocationStatus.ConcurrencyControlled, "concurrency_controlled", InvocationStatus.Rerouted, InvocationStatus.Cancelled);
        Add(InvocationStatus.ConcurrencyControlledFinal, "concurrency_controlled_final");
        Add(InvocationStatus.Rerouted, "rerouted", InvocationStatus.Pending, InvocationStatus.ConcurrencyControlled, InvocationStatus.ConcurrencyControlledFinal, InvocationStatus.Cancelled);
        Add(InvocationStatus.Pending, "pending", InvocationStatus.Running, InvocationStatus.Rerouted, InvocationStatus.Killed, InvocationStatus.PendingRecovery, InvocationStatus.Parked, InvocationStatus.Cancelled);
        Add(InvocationStatus.PendingRecovery, "pending_recovery", InvocationStatus.Rerouted, InvocationStatus.Poisoned, InvocationStatus.Cancelled);
        Add(InvocationStatus.Running, "running", InvocationStatus.Success, InvocationStatus.Failed, InvocationStatus.Retry, InvocationStatus.Paused, InvocationStatus.Killed, InvocationStatus.RunningRecovery, InvocationStatus.Cancelled);
        Add(InvocationStatus.RunningRecovery, "running_recovery", InvocationStatus.Rerouted, InvocationStatus.Poisoned, InvocationStatus.Cancelled);
        Add(InvocationStatus.Paused, "paused", InvocationStatus.Resumed, InvocationStatus.Killed, InvocationStatus.RunningRecovery, InvocationStatus.Cancelled);
        Add(InvocationStatus.Resumed, "resumed", InvocationStatus.Success, InvocationStatus.Failed, InvocationStatus.Retry, InvocationStatus.Paused, InvocationStatus.Killed, InvocationStatus.RunningRecovery, InvocationStatus.Cancelled);
        Add(InvocationStatus.Killed, "killed", InvocationStatus.Rerouted, InvocationStatus.Cancelled);
        Add(InvocationStatus.Retry, "retry", InvocationStatus.Pending, InvocationStatus.ConcurrencyControlled, InvocationStatus.ConcurrencyControlledFinal, InvocationStatus.Cancelled);
        Add(InvocationStatus.Success, "success");
        Add(InvocationStatus.Failed, "failed");
        Add(InvocationStatus.Cancelled, "cancelled");
        Add(InvocationStatus.Parked, "parked", InvocationStatus.Rerouted, InvocationStatus.Cancelled);
        Add(InvocationStatus.Poisoned, "poisoned");

        return rules.ToFrozenDictionary();
    }

    private sealed record Rule(string Text, FrozenSet<InvocationStatus> Next);
}
