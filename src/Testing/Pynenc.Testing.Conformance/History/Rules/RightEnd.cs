namespace Pynenc.Testing.Conformance.History.Rules;

internal static class RightEnd
{
    public static HistoryRule Rule { get; } = new(nameof(RightEnd), 2, "An accepted invocation ends as its caller knows it must, with the right result.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        Dictionary<InvocationId, RecordedInvocation> stored = run.Invocations.ToDictionary(i => i.Id);
        HashSet<InvocationId> cancelled = [.. run.Cancelled];
        foreach (AcceptedCall call in run.Accepted)
        {
            if (!stored.TryGetValue(call.Id, out RecordedInvocation? invocation) || !invocation.State.Status.IsFinal() || cancelled.Contains(call.Id))
            {
                continue;
            }

            if (call.ExpectedStatus is { } status && invocation.State.Status != status)
            {
                yield return (call.Id, $"it ended as {invocation.State.Status.Text()} ({invocation.State.Reason}), expected {status.Text()}: {invocation.Path}");
            }
            else if (call.ExpectedResult is { } result && invocation.Result != result)
            {
                yield return (call.Id, $"its result is {invocation.Result}, expected {result}: {invocation.Path}");
            }
        }
    }
}
