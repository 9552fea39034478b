using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class SlotsHandedOn
{
    public static HistoryRule Rule { get; } = new(nameof(SlotsHandedOn), 4, "Nobody is left waiting for a slot while one of its key is free.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        foreach (IGrouping<string, RecordedInvocation> key in LimitsKept.Limited(run))
        {
            // Nobody overtakes the first in line, so it alone tells whether there is a free slot.
            int held = key.Count(HoldsSlot);
            RecordedInvocation? waiter = key.Where(i => i.State.Status == InvocationStatus.ConcurrencyControlled)
                .OrderByDescending(i => i.State.Record.Priority.Value).ThenBy(i => i.State.Number).FirstOrDefault();
            if (waiter?.State.Record.Concurrency!.Limit > held)
            {
                yield return (waiter.Id, $"it waits for a slot of {key.Key}, of which {held} of {waiter.State.Record.Concurrency!.Limit} are held: {waiter.Path}");
            }
        }
    }

    /// <summary>True for one that is owned, or was handed a slot and is not claimed yet.</summary>
    internal static bool HoldsSlot(RecordedInvocation invocation) =>
        invocation.State.Status.IsOwned() ||
        (invocation.State.Status == InvocationStatus.Rerouted && invocation.History is [.., { Status: InvocationStatus.ConcurrencyControlled }, _]);
}
