namespace Pynenc.Testing.Conformance.History.Rules;

internal static class RetriesWithinPolicy
{
    public static HistoryRule Rule { get; } = new(nameof(RetriesWithinPolicy), 9, "Retries and recoveries stay within policy, and are counted as they happened.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run) =>
        run.Invocations.SelectMany(i => Breaks(run, i).Select(message => ((InvocationId?)i.Id, $"{message}: {i.Path}")));

    private static IEnumerable<string> Breaks(RecordedRun run, RecordedInvocation invocation)
    {
        int retries = invocation.History.Count(h => h.Status == InvocationStatus.Retry);
        int recoveries = invocation.History.Count(h => h.Status == InvocationStatus.RunningRecovery);
        if (run.MaxRetries.TryGetValue(invocation.State.Record.Task, out int limit) && retries > limit)
        {
            yield return $"it was tried again {retries} times; its task allows {limit}";
        }

        // The recovery that finds the limit reached is the one that poisons it.
        if (run.MaxRecoveries is { } most && recoveries > most + 1)
        {
            yield return $"it was recovered {recoveries} times; the limit is {most}";
        }

        if (retries != invocation.State.Retries)
        {
            yield return $"it is shown with {invocation.State.Retries} retries, and its history has {retries}";
        }

        if (recoveries != invocation.State.Recoveries)
        {
            yield return $"it is shown with {invocation.State.Recoveries} recoveries, and its history has {recoveries}";
        }
    }
}
