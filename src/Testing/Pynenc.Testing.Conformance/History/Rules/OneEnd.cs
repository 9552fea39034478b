namespace Pynenc.Testing.Conformance.History.Rules;

internal static class OneEnd
{
    public static HistoryRule Rule { get; } = new(nameof(OneEnd), 2, "Every invocation has exactly one terminal state.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        foreach (RecordedInvocation invocation in run.Invocations)
        {
            int ends = invocation.History.Count(h => h.Status.IsFinal());
            if (ends != 1)
            {
                yield return (invocation.Id, $"it has {ends} terminal states, expected one: {invocation.Path}");
            }
        }
    }
}
