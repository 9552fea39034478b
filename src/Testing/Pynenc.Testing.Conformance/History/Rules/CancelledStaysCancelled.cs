namespace Pynenc.Testing.Conformance.History.Rules;

internal static class CancelledStaysCancelled
{
    public static HistoryRule Rule { get; } = new(nameof(CancelledStaysCancelled), 11, "A cancelled invocation never becomes anything else.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        HashSet<InvocationId> told = [.. run.Cancelled];
        foreach (RecordedInvocation invocation in run.Invocations)
        {
            bool wasCancelled = told.Contains(invocation.Id) || invocation.History.Any(h => h.Status == InvocationStatus.Cancelled);
            if (wasCancelled && invocation.State.Status != InvocationStatus.Cancelled)
            {
                yield return (invocation.Id, $"it was cancelled, and is {invocation.State.Status.Text()}: {invocation.Path}");
            }
        }
    }
}
