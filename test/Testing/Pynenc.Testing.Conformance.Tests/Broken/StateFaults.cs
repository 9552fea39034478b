using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>State backends that break a promise.</summary>
internal static class StateFaults
{
    private const string Generated = "Whatever is asked of it in whatever order, a state backend";
    private const string Whole = "A path of statuses is one step";

    public static IReadOnlyList<Fault> All { get; } =
    [
        Invocations("gives a claim to two", ["race"], ["Of eight runners that claim the same invocation"], (s, _) => new GivesAClaimToTwo(s)),
        Invocations("keeps the epoch", ["claim", "generated"], ["Each claim raises the epoch", Generated], (s, _) => new KeepsTheEpoch(s)),
        Invocations("ignores the fence", ["transition", "generated"], ["Only the holder of the claim moves it on", "A worker that was recovered elsewhere", Generated], (s, _) => new IgnoresTheFence(s)),
        Invocations("accepts illegal moves", ["transition", "generated"], ["Exactly the moves of the status machine", Generated], (s, _) => new AcceptsIllegalMoves(s)),
        Invocations("applies half a path", ["transition", "generated"], ["A path with one illegal step changes nothing", Generated], (s, _) => new AppliesHalfAPath(s)),
        Invocations("forgets the payload", ["transition", "generated"], [Whole, Generated], (s, _) => new ForgetsThePayload(s)),
        Invocations("cannot cancel what is held", ["transition", "generated"], ["Anybody may cancel", Generated], (s, _) => new CannotCancelWhatIsHeld(s)),
        Invocations("refuses repeats", ["transition", "generated"], ["Repeating an applied request", "Repeating the start of a body", Generated], (s, _) => new RefusesRepeats(s)),
        Invocations("clears younger marks", ["publish", "generated"], ["A mark of an older routing", Generated], (s, _) => new ClearsYoungerMarks(s)),
        Invocations("claims before the time", ["claim", "transition", "generated"], ["Nothing is claimed before its time", "A retry counts, keeps its reason", Generated], (s, _) => new ClaimsBeforeTheTime(s)),
        Invocations("misses cycles", ["wait", "generated"], ["A circle of three is refused", "Waiting for oneself", Generated], (s, _) => new MissesCycles(s)),
        Invocations("pauses for what is over", ["wait", "generated"], ["What is settled already is told at once", Generated], (s, _) => new PausesForWhatIsOver(s)),
        Invocations("ignores limits", ["concurrency"], ["A claim beyond the limit waits", "Eight takers never hold more than the limit"], (s, _) => new IgnoresLimits(s)),
        Invocations("forgets the next in line", ["concurrency"], ["The slot that comes free is handed"], (s, _) => new ForgetsTheNextInLine(s)),
        Invocations("ignores rates", ["rate"], ["Beyond the rate a claim is not due", "A take gives what the rate allows now"], (s, _) => new IgnoresRates(s)),
        Invocations("ignores reservations", ["reservation"], ["Whoever publishes under a key that is held", "Of many who publish under one key at once"], (s, _) => new IgnoresReservations(s)),
        Sweeps("prunes too much", ["removal"], ["Only the named statuses are removed"], s => new PrunesTooMuch(s)),
        Fault.OfState("overwrites what is published", ["publish"], ["Publishing an id again changes nothing"], (s, space) => new DelegatingState(s)
        {
            NewInvocations = new RemembersTheLastPublished(s, space),
            NewQueries = new OverwritesWhatIsPublished(s, space),
        }),
        Queries("loses history rows", ["transition", "generated"], [Whole, Generated], s => new LosesHistoryRows(s)),
        Queries("leaves gaps in the history", ["transition", "generated"], [Whole, Generated], s => new LeavesGapsInTheHistory(s)),
        Queries("lets counters drift", ["query", "generated"], ["Counters follow every status", Generated], s => new CountersDrift(s)),
        Queries("lets pages overlap", ["query", "generated"], ["Pages are disjoint", Generated], s => new PagesOverlap(s)),
        Queries("skips between pages", ["query", "generated"], ["Pages are disjoint", Generated], s => new PagesSkip(s)),
        Queries("counts no retries", ["transition", "generated"], ["A retry counts, keeps its reason", Generated], s => new CountsNoRetries(s)),
        Runners("revives runners", ["runner", "generated"], ["A removed runner is not revived", Generated], s => new RevivesRunners(s)),
        Runners("expires runners twice", ["runner", "generated"], ["A runner without heartbeat expires", Generated], s => new ExpiresRunnersTwice(s)),
        Sweeps("overlooks orphans", ["sweep", "generated"], ["Every owned status of a runner that is gone", "An invocation left between two statuses", Generated], s => new OverlooksOrphans(s)),
        Sweeps("takes the living for dead", ["sweep", "generated"], ["Work of a live runner is no orphan", Generated], s => new TakesTheLivingForDead(s)),
        Sweeps("overlooks the unrouted", ["publish", "generated"], ["What was published and never routed is found", Generated], s => new OverlooksUnrouted(s)),
        Sweeps("overlooks the stalled", ["sweep", "recovery"], ["What was routed and stays available too long", "What a broker has lost is routed again"], s => new OverlooksStalled(s)),
        Sweeps("finds parked work for any reason", ["sweep"], ["Parked invocations are found by task"], s => new FindsParkedForAnyReason(s)),
        Fault.OfState("is said to be cross-process and is not", ["capability"], ["What one process stores, another claims"], (s, _) =>
            new DelegatingState(s) { Declares = new StateCapabilities { CrossProcess = true } }),
        Fault.OfState("is said to be durable and is not", ["capability"], ["What was stored is there after everything was closed"], (s, _) =>
            new DelegatingState(s) { Declares = new StateCapabilities { Durable = true } }),
        new("shares its store, and does not say so", ["capability"], ["Without the capability, what one process stores no other knows", "Without the capability, what was stored is gone"])
        {
            State = (context, space) => space.SharedState ??= new MemStateBackend(context),
        },
    ];

    private static Fault Invocations(string name, string[] areas, string[] cases, Func<BaseStateBackend, FaultSpace, InvocationStore> over) =>
        Fault.OfState(name, areas, cases, (s, space) => new DelegatingState(s) { NewInvocations = over(s, space) });

    private static Fault Queries(string name, string[] areas, string[] cases, Func<BaseStateBackend, InvocationQueries> over) =>
        Fault.OfState(name, areas, cases, (s, _) => new DelegatingState(s) { NewQueries = over(s) });

    private static Fault Runners(string name, string[] areas, string[] cases, Func<BaseStateBackend, RunnerStore> over) =>
        Fault.OfState(name, areas, cases, (s, _) => new DelegatingState(s) { NewRunners = over(s) });

    private static Fault Sweeps(string name, string[] areas, string[] cases, Func<BaseStateBackend, SweepStore> over) =>
        Fault.OfState(name, areas, cases, (s, _) => new DelegatingState(s) { NewSweeps = over(s) });
}
