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
            if (due.TryGetValue(invocation.Id, out DateTimeOffset from) &&
                invocation.History.FirstOrDefault(h => h.Status == InvocationStatus.Pending && h.At < from) is { } claim)
            {
                yield return (invocation.Id, $"it was claimed at {claim.At:O} and due at {from:O}: {invocation.Path}");
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
}
