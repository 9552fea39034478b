using Pynenc.Backend;
using static Pynenc.InvocationStatus;
using static Pynenc.Testing.Conformance.History.RunBuilder;

namespace Pynenc.Testing.Conformance.History;

/// <summary>Each rule catches the one fault it is for, and a clean run breaks none.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly (InvocationStatus, RunnerId?)[] Plain = [(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Success, A)];

    private static readonly ConcurrencyLimit One = new("one", 1);
    private static readonly ConcurrencyLimit Two = new("two", 2);
    private static readonly Reservation Mine = new("mine", ReservationEnd.Ended);

    private readonly RunBuilder _run = new();

    [Fact]
    public void A_clean_run_with_every_kind_of_life_breaks_no_rule()
    {
        RecordedInvocation plain = _run.Add(Plain, "1");
        RecordedInvocation parent = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Paused, A), (Resumed, A), (Success, A)], "7");
        RecordedInvocation child = _run.Add(Plain, "7", parent: parent.Id);
        RecordedInvocation retried = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Retry, A), (Pending, B), (InvocationStatus.Running, B), (Success, B)], "2");
        RecordedInvocation recovered = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (RunningRecovery, null), (Rerouted, null), (Pending, B), (InvocationStatus.Running, B), (Success, B)], "3");
        RecordedInvocation cancelled = _run.Add([(Registered, null), (Cancelled, null)]);
        RecordedInvocation failed = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Failed, A)]);
        RecordedInvocation delayed = _run.Add(Plain, "4", notBefore: Start.AddSeconds(1));
        _run.Cancelled.Add(cancelled.Id);
        _run.MaxRetries[new TaskId("task")] = 1;
        _run.Accepted.AddRange([new(plain.Id, null, Success, "1"), new(failed.Id, null, Failed), new(delayed.Id, Start.AddSeconds(1)), new(cancelled.Id, null, Success, "9")]);
        _run.Bodies.AddRange(
        [
            new(plain.Id, 1, Start, "1"), new(parent.Id, 1, Start, "7"), new(child.Id, 1, Start, "7"), new(retried.Id, 1, Start),
            new(retried.Id, 2, Start, "2"), new(recovered.Id, 1, Start, "3"), new(recovered.Id, 2, Start, "3"),
            new(failed.Id, 1, Start), new(delayed.Id, 1, Start.AddSeconds(2), "4"),
        ]);
        Assert.Empty(HistoryChecker.Check(_run.Build()));
    }

    [Fact]
    public void A_clean_run_with_limits_and_reservations_breaks_no_rule()
    {
        RecordedInvocation first = _run.Add(Plain, limit: One);
        RecordedInvocation handed = _run.Add([(Registered, null), (ConcurrencyControlled, A), (Rerouted, null), (Pending, B), (InvocationStatus.Running, B), (Success, B)], limit: One);
        RecordedInvocation paused = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Paused, A), (Resumed, A), (Success, A)], limit: Two);
        RecordedInvocation beside = _run.Add(Plain, limit: Two, at: 1);
        RecordedInvocation recovered = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (RunningRecovery, null), (Rerouted, null), (Pending, B), (InvocationStatus.Running, B), (Success, B)], "5", limit: Two, at: 6);
        RecordedInvocation until = _run.Add(Plain, reservation: Mine);
        RecordedInvocation next = _run.Add(Plain, reservation: Mine, at: 3);
        _run.Accepted.AddRange([.. new[] { first, handed, paused, beside, recovered, until }.Select(i => new AcceptedCall(i.Id, At: Start.AddSeconds(0.5))), new(next.Id, At: Start.AddSeconds(3.5)), new(until.Id, At: Start.AddSeconds(9))]);

        // The body of a claim that was lost goes on beside the one that took its place.
        _run.Bodies.AddRange([new(recovered.Id, 1, Start.AddSeconds(8)), new(recovered.Id, 2, Start.AddSeconds(11.5), "5")]);
        _run.Slots.AddRange([new ConcurrencyState("one", [], 0), new ConcurrencyState("two", [], 0)]);
        Assert.Empty(_run.Broken());
    }

    [Fact]
    public void A_gap_in_the_rows_is_seen()
    {
        _run.Add(Plain, change: row => row.Sequence == 4 ? row with { Sequence = 5 } : row);
        Assert.Equal(["Sequences"], _run.Broken());
    }

    [Fact]
    public void An_illegal_step_is_seen()
    {
        _run.Add([(Registered, null), (Pending, A), (Success, A)]);
        Assert.Equal(["LegalPaths"], _run.Broken());
    }

    [Fact]
    public void A_status_that_is_not_the_last_of_the_history_is_seen()
    {
        _run.Add(Plain, shown: InvocationStatus.Running);
        Assert.Equal(["LegalPaths"], _run.Broken());
    }

    [Fact]
    public void An_accepted_invocation_that_is_gone_is_seen()
    {
        _run.Accepted.Add(new AcceptedCall(InvocationId.New()));
        Assert.Equal(["AcceptedAreKept"], _run.Broken());
    }

    [Fact]
    public void An_invocation_without_an_end_is_seen()
    {
        _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A)]);
        Assert.Equal(["OneEnd"], _run.Broken());
    }

    [Fact]
    public void An_invocation_with_two_ends_is_seen()
    {
        _run.Add([.. Plain, (Success, A)]);
        Assert.Equal(["LegalPaths", "OneEnd"], _run.Broken());
    }

    [Fact]
    public void A_wrong_end_is_seen()
    {
        RecordedInvocation failed = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Failed, A)]);
        _run.Accepted.Add(new AcceptedCall(failed.Id, null, Success));
        Assert.Equal(["RightEnd"], _run.Broken());
    }

    [Fact]
    public void A_wrong_result_is_seen()
    {
        RecordedInvocation plain = _run.Add(Plain, "2");
        _run.Accepted.Add(new AcceptedCall(plain.Id, null, Success, "1"));
        Assert.Equal(["RightEnd"], _run.Broken());
    }

    [Fact]
    public void An_end_entered_by_another_runner_is_seen()
    {
        _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Success, B)]);
        Assert.Equal(["FencedOwners"], _run.Broken());
    }

    [Fact]
    public void An_end_under_an_old_epoch_is_seen()
    {
        _run.Add(
            [(Registered, null), (Pending, A), (PendingRecovery, null), (Rerouted, null), (Pending, B), (InvocationStatus.Running, B), (Success, B)],
            change: row => row.Status == Success ? row with { Epoch = 1 } : row);
        Assert.Equal(["FencedOwners"], _run.Broken());
    }

    [Fact]
    public void A_claim_that_does_not_raise_the_epoch_is_seen()
    {
        _run.Add(Plain, change: row => row with { Epoch = 0 });
        Assert.Equal(["FencedOwners"], _run.Broken());
    }

    [Fact]
    public void A_result_of_an_older_claim_is_seen()
    {
        RecordedInvocation recovered = _run.Add(
            [(Registered, null), (Pending, A), (InvocationStatus.Running, A), (RunningRecovery, null), (Rerouted, null), (Pending, B), (InvocationStatus.Running, B), (Success, B)], "1");
        _run.Bodies.AddRange([new(recovered.Id, 1, Start, "1"), new(recovered.Id, 2, Start, "2")]);
        Assert.Equal(["FencedResults"], _run.Broken());
    }

    [Fact]
    public void A_result_that_no_body_returned_is_seen()
    {
        RecordedInvocation noted = _run.Add(Plain, "1");
        _run.Add(Plain, "1");
        _run.Bodies.Add(new BodyRun(noted.Id, 1, Start, "1"));
        Assert.Equal(["FencedResults"], _run.Broken());
    }

    [Fact]
    public void A_body_that_ran_twice_under_one_claim_is_seen()
    {
        RecordedInvocation plain = _run.Add(Plain, "1");
        _run.Bodies.AddRange([new(plain.Id, 1, Start, "1"), new(plain.Id, 1, Start, "1")]);
        Assert.Equal(["OneBodyPerClaim"], _run.Broken());
    }

    [Fact]
    public void Two_that_hold_the_only_slot_are_seen()
    {
        _run.Add(Plain, limit: One);
        RecordedInvocation second = _run.Add(Plain, limit: One, at: 0.5);
        Assert.Equal(["LimitsKept"], _run.Broken());
        Assert.Contains(HistoryChecker.Check(_run.Build()), v => v.Id == second.Id && v.Message.Contains("limit is 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_waiter_that_lost_its_slot_while_it_was_paused_is_seen()
    {
        _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Paused, A), (Resumed, A), (Success, A)], limit: One);
        _run.Add(Plain, limit: One, at: 1.2);
        Assert.Equal(["LimitsKept"], _run.Broken());
    }

    [Fact]
    public void Three_bodies_of_a_key_for_two_are_seen_though_only_the_bodies_tell()
    {
        foreach (RecordedInvocation member in Enumerable.Range(0, 3).Select(i => _run.Add(Plain, limit: Two, at: i * 0.9)).ToArray())
        {
            _run.Bodies.Add(new BodyRun(member.Id, 1, member.History[1].At));
        }

        Assert.Equal(["LimitsKept"], _run.Broken());
    }

    [Fact]
    public void One_that_waits_beside_a_free_slot_is_seen()
    {
        _run.Add(Plain, limit: One);
        _run.Add([(Registered, null), (ConcurrencyControlled, A)], limit: One);
        Assert.Equal(["OneEnd", "SlotsHandedOn"], _run.Broken());
    }

    [Fact]
    public void One_that_waits_for_a_slot_that_was_handed_to_another_breaks_nothing()
    {
        _run.Add([(Registered, null), (ConcurrencyControlled, A), (Rerouted, null)], limit: One);
        _run.Add([(Registered, null), (ConcurrencyControlled, A)], limit: One);
        Assert.Equal(["OneEnd"], _run.Broken());
    }

    [Theory]
    [InlineData(ReservationEnd.Ended)]
    [InlineData(ReservationEnd.Kept)]
    public void Two_that_stand_for_one_key_are_seen(ReservationEnd end)
    {
        var reservation = new Reservation("mine", end, TimeSpan.FromSeconds(end == ReservationEnd.Kept ? 2 : 0));
        _run.Add(Plain, reservation: reservation);
        _run.Add(Plain, reservation: reservation, at: end == ReservationEnd.Kept ? 2.5 : 0.5);
        Assert.Equal(["OneReservationHolder"], _run.Broken());
    }

    [Fact]
    public void Two_that_stand_for_one_key_before_they_are_claimed_are_seen()
    {
        RecordedInvocation[] both = [.. new[] { 0, 0.1 }.Select(at => _run.Add(Plain, reservation: new Reservation("mine", ReservationEnd.Claimed), at: at))];
        _run.Accepted.AddRange(both.Select(i => new AcceptedCall(i.Id, At: Start.AddSeconds(0.5))));
        Assert.Equal(["OneReservationHolder"], _run.Broken());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 5)]
    public void A_consumer_that_takes_out_of_order_is_seen(double taken, double passedOver)
    {
        RecordedInvocation better = _run.Add(Plain, priority: passedOver);
        RecordedInvocation worse = _run.Add(Plain, priority: taken);
        _run.Bodies.AddRange([new(worse.Id, 1, Start, Consumer: "one"), new(better.Id, 1, Start, Consumer: "one")]);
        Assert.Equal(["QueueOrder"], _run.Broken());
    }

    [Fact]
    public void A_consumer_that_takes_in_order_breaks_nothing()
    {
        RecordedInvocation low = _run.Add(Plain);
        RecordedInvocation high = _run.Add(Plain, priority: 3);
        RecordedInvocation second = _run.Add(Plain, priority: 3);
        _run.Bodies.AddRange([new(high.Id, 1, Start, Consumer: "one"), new(second.Id, 1, Start, Consumer: "one"), new(low.Id, 1, Start, Consumer: "one")]);
        Assert.Empty(_run.Broken());
    }

    [Fact]
    public void A_claim_before_the_due_time_is_seen()
    {
        _run.Add(Plain, notBefore: Start.AddHours(1));
        Assert.Equal(["NothingEarly"], _run.Broken());
    }

    [Fact]
    public void A_place_in_line_before_the_due_time_is_seen()
    {
        _run.Add([(Registered, null), (ConcurrencyControlled, A), (Rerouted, null), (Pending, A), (InvocationStatus.Running, A), (Success, A)], notBefore: Start.AddSeconds(2), limit: One);
        Assert.Equal(["NothingEarly"], _run.Broken());
    }

    [Fact]
    public void A_later_claim_whose_writer_looked_at_the_clock_early_breaks_nothing()
    {
        _run.Add(
            [(Registered, null), (ConcurrencyControlled, A), (Rerouted, null), (Pending, A), (InvocationStatus.Running, A), (Success, A)],
            notBefore: Start.AddSeconds(1),
            change: row => row.Status == Pending ? row with { At = Start } : row,
            limit: One);
        Assert.Empty(_run.Broken());
    }

    [Fact]
    public void A_body_that_starts_before_the_time_its_caller_named_is_seen()
    {
        RecordedInvocation plain = _run.Add(Plain);
        _run.Accepted.Add(new AcceptedCall(plain.Id, Start.AddSeconds(1)));
        _run.Bodies.Add(new BodyRun(plain.Id, 1, Start));
        Assert.Equal(["NothingEarly"], _run.Broken());
    }

    [Fact]
    public void A_waiter_whose_children_have_settled_is_seen()
    {
        RecordedInvocation parent = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Paused, A)]);
        _run.Add(Plain, parent: parent.Id);
        Assert.Equal(["OneEnd", "NoForgottenWaiters"], _run.Broken());
    }

    [Fact]
    public void A_retry_too_many_is_seen()
    {
        _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Retry, A), (Pending, A), (InvocationStatus.Running, A), (Success, A)]);
        _run.MaxRetries[new TaskId("task")] = 0;
        Assert.Equal(["RetriesWithinPolicy"], _run.Broken());
    }

    [Fact]
    public void A_retry_that_was_not_counted_is_seen()
    {
        RecordedInvocation retried = _run.Add([(Registered, null), (Pending, A), (InvocationStatus.Running, A), (Retry, A), (Pending, A), (InvocationStatus.Running, A), (Success, A)]);
        _run.Show(retried, state => state with { Retries = 0 });
        Assert.Equal(["RetriesWithinPolicy"], _run.Broken());
    }

    [Fact]
    public void A_counter_that_is_wrong_is_seen()
    {
        _run.Add(Plain);
        _run.Counters = [new StatusCount(new TaskId("task"), Success, 2)];
        Assert.Equal(["CountersMatch"], _run.Broken());
    }

    [Fact]
    public void A_counter_for_what_is_not_there_is_seen()
    {
        _run.Counters = [new StatusCount(new TaskId("task"), InvocationStatus.Running, 1)];
        Assert.Equal(["CountersMatch"], _run.Broken());
    }

    [Fact]
    public void A_slot_that_nobody_has_and_the_store_shows_as_held_is_seen()
    {
        RecordedInvocation ended = _run.Add(Plain, limit: One);
        _run.Slots.Add(new ConcurrencyState("one", [ended.Id], 0));
        Assert.Equal(["SlotsMatch"], _run.Broken());
    }

    [Fact]
    public void A_wrong_count_of_those_who_wait_is_seen()
    {
        _run.Add(Plain, limit: One);
        _run.Slots.Add(new ConcurrencyState("one", [], 1));
        Assert.Equal(["SlotsMatch"], _run.Broken());
    }

    [Fact]
    public void A_cancelled_invocation_that_succeeds_is_seen()
    {
        RecordedInvocation plain = _run.Add(Plain, "1");
        _run.Cancelled.Add(plain.Id);
        Assert.Equal(["CancelledStaysCancelled"], _run.Broken());
    }

    [Fact]
    public void Every_rule_has_a_test_that_breaks_it()
    {
        string[] tested =
        [
            "Sequences", "LegalPaths", "AcceptedAreKept", "OneEnd", "RightEnd", "FencedOwners", "FencedResults", "OneBodyPerClaim",
            "LimitsKept", "SlotsHandedOn", "OneReservationHolder", "QueueOrder",
            "NothingEarly", "NoForgottenWaiters", "RetriesWithinPolicy", "CountersMatch", "SlotsMatch", "CancelledStaysCancelled",
        ];
        Assert.Equal(HistoryChecker.Rules.Select(r => r.Name), tested);
    }
}
