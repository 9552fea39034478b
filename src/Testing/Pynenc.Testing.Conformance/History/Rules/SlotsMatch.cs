using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class SlotsMatch
{
    public static HistoryRule Rule { get; } = new(nameof(SlotsMatch), 10, "The slots shown as held, and those who wait, equal the history.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        ILookup<string, RecordedInvocation> keys = LimitsKept.Limited(run).SelectMany(g => g).ToLookup(i => i.State.Record.Concurrency!.Key);
        foreach (ConcurrencyState shown in run.Slots)
        {
            InvocationId[] expected = [.. keys[shown.Key].Where(SlotsHandedOn.HoldsSlot).Select(i => i.Id).Order()];
            if (!expected.SequenceEqual(shown.Holders.Order()))
            {
                yield return (null, $"{shown.Key}: the store shows the holders [{string.Join(", ", shown.Holders)}], the histories [{string.Join(", ", expected)}].");
            }

            int waiting = keys[shown.Key].Count(i => i.State.Status == InvocationStatus.ConcurrencyControlled);
            if (waiting != shown.Waiting)
            {
                yield return (null, $"{shown.Key}: the store says that {shown.Waiting} wait, the histories say {waiting}.");
            }
        }
    }
}
