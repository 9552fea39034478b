namespace Pynenc.Testing.Conformance.History.Rules;

internal static class NothingEarly
{
    public static HistoryRule Rule { get; } = new(nameof(NothingEarly), 6, "Nothing is claimed or started before its due time.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        Dictionary<InvocationId, DateTimeOffset> due = [];
        foreach (RecordedInvocation invocation in run.Invocations)
        {
            if (invocation.State.Record.NotBefore is { } notBefore)
            {
                due[invocation.Id] = notBefore - run.ClockTolerance;
            }
        }

        foreach (AcceptedCall call in run.Accepted)
        {
            if (call.NotBefore is { } notBefore)
            {
                due[call.Id] = notBefore - run.ClockTolerance;
            }
        }

        foreach (RecordedInvocation invocation in run.Invocations)
        {
            // Only the first decision of the store: who claims later may have looked at the clock before, and waited for its turn to write.
            if (due.TryGetValue(invocation.Id, out DateTimeOffset from) &&
                invocation.History.FirstOrDefault(h => IsDecision(h.Status)) is { } first && first.At < from)
            {
                yield return (invocation.Id, $"it was {first.Status.Text()} at {first.At:O} and due at {from:O}: {invocation.Path}");
            }
        }

        foreach (BodyRun body in run.Bodies)
        {
            if (due.TryGetValue(body.Id, out DateTimeOffset from) && body.StartedAt < from)
            {
                yield return (body.Id, $"its body started at {body.StartedAt:O} and it was due at {from:O}.");
            }
        }
    }

    private static bool IsDecision(InvocationStatus status) =>
        status is InvocationStatus.Pending or InvocationStatus.ConcurrencyControlled or InvocationStatus.ConcurrencyControlledFinal;
}
