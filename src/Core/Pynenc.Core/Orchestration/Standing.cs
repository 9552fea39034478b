using Pynenc.Backend;

namespace Pynenc;

/// <summary>Where an invocation stands, and why it is not further.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="Sentence">The same for a reader, with the figures and the next step.</param>
public sealed record Standing(StandingKind Kind, string Sentence)
{
    private const int NamedHolders = 5;

    internal static Standing Of(InvocationState state, IReadOnlyList<RunnerInfo> runners, ConcurrencyState? limit, long queued, DateTimeOffset now)
    {
        if (state.Status.IsFinal())
        {
            return new(StandingKind.Ended, $"It ended as {state.Status.Text()} at {state.ChangedAt:O}.{Reason(state)}");
        }

        if (state.Status == InvocationStatus.Parked)
        {
            return new(StandingKind.Parked, $"It was set aside at {state.ChangedAt:O}.{Reason(state)}");
        }

        if (state.Fence is { } fence)
        {
            RunnerInfo? owner = runners.FirstOrDefault(r => r.Id == fence.Owner);
            return owner is null
                ? new(StandingKind.OwnerLost, $"Its runner {fence.Owner} is gone. The next sweep of any runner routes it again.{Start(runners)}")
                : state.Status == InvocationStatus.Paused
                    ? new(StandingKind.Waiting, $"Its body on {Name(owner)} waits since {state.ChangedAt:O} for other invocations. Those it called have it as their parent; a continuation names what it follows in its arguments.")
                    : new(StandingKind.Running, $"It is {state.Status.Text()} on {Name(owner)} since {state.ChangedAt:O}.");
        }

        if (state.Status == InvocationStatus.ConcurrencyControlled && limit is not null)
        {
            string holders = string.Join(", ", limit.Holders.Take(NamedHolders)) + (limit.Holders.Count > NamedHolders ? ", …" : "");
            return new(StandingKind.Blocked, $"It waits since {state.ChangedAt:O} for one of the {state.Record.Concurrency!.Limit:N0} slots of {limit.Key}; {limit.Waiting:N0} wait, itself included. The slots are held by {holders}.");
        }

        if (state.NotBefore > now)
        {
            return new(StandingKind.Delayed, $"It is not to start before {state.NotBefore:O}.{Reason(state)}");
        }

        if (runners.Count == 0)
        {
            return new(StandingKind.NoRunner, $"It waits in queue '{state.Record.Queue}' since {state.ChangedAt:O}, and no runner is registered.{Start(runners)}");
        }

        string ahead = queued > 0 ? $"{queued:N0} ids wait in the queues, itself included" : "The queues are empty, so its id is on its way or was lost; a lost one is routed again within two leases";
        return new(StandingKind.Queued, $"It waits in queue '{state.Record.Queue}' since {state.ChangedAt:O}. {ahead}; {runners.Count} runners with {runners.Sum(r => r.Slots):N0} slots are registered. See that one of them serves the queue.");
    }

    private static string Reason(InvocationState state) => state.Reason is { } reason ? $" {reason}" : "";

    private static string Name(RunnerInfo runner) => $"{runner.Kind} {runner.Id} (process {runner.ProcessId} on {runner.Host})";

    private static string Start(IReadOnlyList<RunnerInfo> runners) => runners.Count == 0 ? " Start one, with StartThreadRunnerAsync." : "";
}
