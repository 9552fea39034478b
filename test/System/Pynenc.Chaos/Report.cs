using System.Globalization;
using Pynenc.Testing.Conformance.History;

namespace Pynenc.Chaos;

/// <summary>Prints a run as plain text.</summary>
internal static class Report
{
    private const int ShownPerRule = 5;

    public static void Write(TextWriter output, Deeds deeds, RecordedRun run, IReadOnlyList<Violation> violations)
    {
        Row("workers killed", deeds.WorkersKilled);
        Row("workers frozen beyond their lease", deeds.WorkersFrozen);
        Row("producers killed", deeds.ProducersKilled);
        Row("servers killed", deeds.ServersKilled);
        Row("long outages of a server", deeds.Outages);
        Row("processes that died between two writes", deeds.Deaths.Values.Sum());
        Row("fail points at which one died", deeds.Deaths.Count);
        Row("calls accepted", run.Accepted.Count);
        Row("invocations in the store", run.Invocations.Count);
        foreach (IGrouping<InvocationStatus, RecordedInvocation> group in run.Invocations.GroupBy(i => i.State.Status).OrderBy(g => g.Key))
        {
            Row($"  {group.Key.Text()}", group.Count());
        }

        Row("bodies started", run.Bodies.Count);
        Row("history rows", run.Invocations.Sum(i => i.History.Count));
        Row("retries", run.Invocations.Sum(i => i.State.Retries));
        Row("recoveries of running bodies", run.Invocations.Sum(i => i.State.Recoveries));
        Row("recoveries of claims", run.Invocations.Sum(i => i.History.Count(h => h.Status == InvocationStatus.PendingRecovery)));
        Row("cancellations confirmed", run.Cancelled.Count);
        Row("keys with a limit", run.Slots.Count);
        Row("waits for a slot", run.Invocations.Sum(i => i.History.Count(h => h.Status == InvocationStatus.ConcurrencyControlled)));
        Row("calls that joined another", run.Accepted.Count - run.Accepted.DistinctBy(a => a.Id).Count());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(deeds.IsStuck ? "not drained, given up after" : "drained in"),-42}{deeds.DrainedIn.TotalSeconds,10:F1} s"));
        output.WriteLine();
        foreach (HistoryRule rule in HistoryChecker.Rules)
        {
            Found($"{(rule.Invariant == 0 ? "  " : rule.Invariant.ToString(CultureInfo.InvariantCulture).PadLeft(2))} {rule.Name}", [.. violations.Where(v => v.Rule == rule.Name)]);
        }

        foreach (IGrouping<string, Violation> more in deeds.Broken.GroupBy(v => v.Rule))
        {
            Found($"   {more.Key}", [.. more]);
        }

        output.WriteLine();

        void Found(string rule, IReadOnlyList<Violation> found)
        {
            Row(rule, found.Count);
            foreach (Violation violation in found.Take(ShownPerRule))
            {
                output.WriteLine($"     {violation}");
            }
        }

        void Row(string name, int count) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42}{count,10:N0}"));
    }
}
