namespace Pynenc.Testing.Conformance.History.Rules;

internal static class OneBodyPerClaim
{
    public static HistoryRule Rule { get; } = new(nameof(OneBodyPerClaim), 3, "A claim runs its body once.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        foreach (IGrouping<(InvocationId Id, long Epoch), BodyRun> claim in run.Bodies.GroupBy(b => (b.Id, b.Epoch)).Where(g => g.Count() > 1))
        {
            yield return (claim.Key.Id, $"its body ran {claim.Count()} times under epoch {claim.Key.Epoch}.");
        }
    }
}
