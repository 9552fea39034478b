using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class FencedOwners
{
    public static HistoryRule Rule { get; } = new(nameof(FencedOwners), 3, "An invocation has at most one owner at a time, and only the holder of the highest epoch moves it on.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run) =>
        run.Invocations.SelectMany(i => Breaks(i).Select(message => ((InvocationId?)i.Id, $"{message}: {i.Path}")));

    private static IEnumerable<string> Breaks(RecordedInvocation invocation)
    {
        long epoch = 0;
        RunnerId? owner = null;
        foreach (HistoryEntry row in invocation.History)
        {
            if (row.Status == InvocationStatus.Pending)
            {
                if (row.Epoch != epoch + 1)
                {
                    yield return $"a claim raised the epoch from {epoch} to {row.Epoch}, expected {epoch + 1}";
                }

                owner = row.Runner;
            }
            else if (row.Epoch != epoch)
            {
                yield return $"{row.Status.Text()} was entered under epoch {row.Epoch} while {epoch} was the highest";
            }
            else if (NeedsOwner(row.Status) && row.Runner != owner)
            {
                yield return $"{row.Status.Text()} of epoch {epoch} was entered by runner {row.Runner?.ToString() ?? "nobody"}, and {owner?.ToString() ?? "nobody"} holds the claim";
            }

            epoch = Math.Max(epoch, row.Epoch);
        }
    }

    private static bool NeedsOwner(InvocationStatus status) => status is
        InvocationStatus.Running or InvocationStatus.Paused or InvocationStatus.Resumed or InvocationStatus.Killed or
        InvocationStatus.Retry or InvocationStatus.Success or InvocationStatus.Failed or InvocationStatus.Parked;
}
