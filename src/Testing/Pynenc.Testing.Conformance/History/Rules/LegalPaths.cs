namespace Pynenc.Testing.Conformance.History.Rules;

internal static class LegalPaths
{
    public static HistoryRule Rule { get; } = new(nameof(LegalPaths), 0, "Every history begins with registered, takes only legal steps, and ends in the status shown.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        foreach (RecordedInvocation invocation in run.Invocations.Where(i => i.History.Count > 0))
        {
            IReadOnlyList<HistoryEntry> history = invocation.History;
            if (history[0].Status != InvocationStatus.Registered)
            {
                yield return (invocation.Id, $"its history begins with {history[0].Status.Text()}: {invocation.Path}");
            }

            for (int i = 1; i < history.Count; i++)
            {
                if (!history[i - 1].Status.CanMoveTo(history[i].Status))
                {
                    yield return (invocation.Id, $"{history[i - 1].Status.Text()} was followed by {history[i].Status.Text()}: {invocation.Path}");
                }
            }

            if (history[^1].Status != invocation.State.Status)
            {
                yield return (invocation.Id, $"it is shown as {invocation.State.Status.Text()}, and its history ends otherwise: {invocation.Path}");
            }
        }
    }
}
