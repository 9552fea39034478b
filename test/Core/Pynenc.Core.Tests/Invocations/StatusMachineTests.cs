namespace Pynenc.Invocations;

public sealed class StatusMachineTests
{
    [Fact]
    public void A_final_status_has_no_way_out_and_no_owner() =>
        Assert.All(StatusMachine.Final, status =>
        {
            Assert.Empty(status.Next());
            Assert.False(status.IsOwned());
            Assert.False(status.IsAvailable());
        });

    [Fact]
    public void The_final_statuses_are_these_five() => Assert.Equal(
        [
            InvocationStatus.ConcurrencyControlledFinal, InvocationStatus.Success, InvocationStatus.Failed,
            InvocationStatus.Cancelled, InvocationStatus.Poisoned,
        ],
        StatusMachine.Final);

    [Fact]
    public void Every_status_that_is_not_final_can_be_cancelled() => Assert.All(
        StatusMachine.All.Except(StatusMachine.Final), status => Assert.True(status.CanMoveTo(InvocationStatus.Cancelled)));

    [Fact]
    public void Every_owned_status_can_be_recovered_when_its_owner_dies() => Assert.All(
        StatusMachine.All.Where(s => s.IsOwned()),
        status => Assert.True(status.CanMoveTo(InvocationStatus.PendingRecovery) || status.CanMoveTo(InvocationStatus.RunningRecovery)));

    [Fact]
    public void Every_available_status_can_be_claimed_and_refused_by_a_limit() => Assert.All(StatusMachine.Available, status =>
    {
        Assert.True(status.CanMoveTo(InvocationStatus.Pending));
        Assert.True(status.CanMoveTo(InvocationStatus.ConcurrencyControlled));
        Assert.True(status.CanMoveTo(InvocationStatus.ConcurrencyControlledFinal));
    });

    [Fact]
    public void From_every_status_some_final_one_can_be_reached() => Assert.All(StatusMachine.All, status =>
    {
        var seen = new HashSet<InvocationStatus> { status };
        var open = new Stack<InvocationStatus>(seen);
        while (open.TryPop(out InvocationStatus at))
        {
            foreach (InvocationStatus next in at.Next().Where(seen.Add))
            {
                open.Push(next);
            }
        }

        Assert.Contains(seen, s => s.IsFinal());
    });

    [Fact]
    public void A_step_is_allowed_exactly_when_it_is_listed() => Assert.All(StatusMachine.All, status =>
    {
        Assert.All(StatusMachine.All, target => Assert.Equal(status.Next().Contains(target), status.CanMoveTo(target)));
        Assert.Equal(status.Next().Count == 0, status.IsFinal());
        foreach (int number in new[] { -1, 0, 18, 31, 32, 33, 45 })
        {
            Assert.False(status.CanMoveTo((InvocationStatus)number));
            Assert.ThrowsAny<Exception>(() => ((InvocationStatus)number).IsFinal());
        }
    });

    [Fact]
    public void A_name_is_read_in_any_case_and_an_unknown_one_is_null()
    {
        Assert.All(StatusMachine.All, status => Assert.Equal(status, StatusMachine.Parse(status.Text().ToUpperInvariant())));
        Assert.Null(StatusMachine.Parse("gone"));
    }

    [Fact]
    public void Stored_numbers_never_change() => Assert.Equal(
        "Registered=1 ConcurrencyControlled=2 ConcurrencyControlledFinal=3 Rerouted=4 Pending=5 PendingRecovery=6 Running=7 " +
        "RunningRecovery=8 Paused=9 Resumed=10 Killed=11 Retry=12 Success=13 Failed=14 Cancelled=15 Parked=16 Poisoned=17",
        string.Join(' ', StatusMachine.All.Select(s => $"{s}={(int)s}")));
}
