namespace Pynenc.Testing.Conformance.History.Rules;

internal static class AcceptedAreKept
{
    public static HistoryRule Rule { get; } = new(nameof(AcceptedAreKept), 1, "No accepted invocation is lost.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        HashSet<InvocationId> stored = [.. run.Invocations.Select(i => i.Id)];
        foreach (AcceptedCall call in run.Accepted.Where(c => !stored.Contains(c.Id)))
        {
            yield return (call.Id, "its publish was acknowledged, and the store does not know it.");
        }
    }
}
