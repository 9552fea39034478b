using Pynenc.Testing.Conformance.History.Rules;

namespace Pynenc.Testing.Conformance.History;

/// <summary>Judges a recorded run by every invariant that a history can show. Knows no backend, no clock and no process.</summary>
public static class HistoryChecker
{
    /// <summary>Every rule, in the order of the invariants.</summary>
    public static IReadOnlyList<HistoryRule> Rules { get; } =
    [
        Sequences.Rule,
        LegalPaths.Rule,
        AcceptedAreKept.Rule,
        OneEnd.Rule,
        RightEnd.Rule,
        FencedOwners.Rule,
        FencedResults.Rule,
        OneBodyPerClaim.Rule,
        LimitsKept.Rule,
        SlotsHandedOn.Rule,
        OneReservationHolder.Rule,
        QueueOrder.Rule,
        NothingEarly.Rule,
        NoForgottenWaiters.Rule,
        RetriesWithinPolicy.Rule,
        CountersMatch.Rule,
        SlotsMatch.Rule,
        CancelledStaysCancelled.Rule,
    ];

    /// <summary>The violations of a run, rule by rule; empty when it kept every promise.</summary>
    public static IReadOnlyList<Violation> Check(RecordedRun run) =>
        [.. Rules.SelectMany(rule => rule.Find(run).Select(found => new Violation(rule.Name, found.Id, found.Message)))];
}
