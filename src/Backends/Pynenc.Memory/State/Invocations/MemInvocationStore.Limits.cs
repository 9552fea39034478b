using Pynenc.Backend;

namespace Pynenc.Memory;

/// <content>What limits of concurrency, rates and reservations add to the steps.</content>
internal sealed partial class MemInvocationStore
{
    /// <summary>Checks rate and concurrency of an invocation that is available and due.</summary>
    /// <returns>Why it is not claimed, with the effects of that; <see langword="null"/> when it may be.</returns>
    private ClaimOutcome? HoldBack(MemInvocation invocation, ClaimRequest request, MemRunnerId runner, DateTimeOffset now)
    {
        RateLimit? rate = invocation.HasGrant ? null : invocation.Record.Rate;
        DateTimeOffset grant = rate is null ? now : tables.Limits.Next(rate, now);
        if (grant > now)
        {
            tables.Limits.Grant(rate!, grant);
            invocation.HasGrant = true;
            invocation.NotBefore = grant;
            Mark(invocation);
            return new ClaimOutcome(ClaimResult.NotDue, NotBefore: grant);
        }

        if (invocation.Record.Concurrency is { } limit && !tables.Limits.TryTakeSlot(invocation))
        {
            return Block(invocation, limit, request, runner);
        }

        if (rate is not null)
        {
            tables.Limits.Grant(rate, now);
        }

        invocation.HasGrant = false;
        return null;
    }

    private ClaimOutcome Block(MemInvocation invocation, ConcurrencyLimit limit, ClaimRequest request, MemRunnerId runner)
    {
        bool waits = limit.WhenBlocked == BlockedAction.Wait;
        InvocationStatus status = waits ? InvocationStatus.ConcurrencyControlled : InvocationStatus.ConcurrencyControlledFinal;
        Unmark(invocation);
        invocation.NotBefore = null;
        invocation.Enter(new StatusStep(status, request.At, limit.BlockedReason), runner);
        if (waits)
        {
            return new ClaimOutcome(ClaimResult.Blocked);
        }

        End(invocation);
        return new ClaimOutcome(ClaimResult.Dropped);
    }

    /// <summary>Gives a slot back, and reroutes who is given it.</summary>
    /// <returns>What the engine must route; <see langword="null"/> when nothing.</returns>
    private Route[]? HandOn(MemInvocation invocation, DateTimeOffset at)
    {
        IReadOnlyList<MemInvocation> handed = tables.Limits.GiveBackSlot(invocation);
        if (handed.Count == 0)
        {
            return null;
        }

        var routes = new Route[handed.Count];
        for (int i = 0; i < routes.Length; i++)
        {
            handed[i].Enter(new StatusStep(InvocationStatus.Rerouted, at, "A slot came free."), by: null);
            Mark(handed[i]);
            routes[i] = handed[i].Route;
        }

        return routes;
    }

    /// <summary>What follows from a final status.</summary>
    private void End(MemInvocation invocation)
    {
        RemoveEdgesInto(invocation.Record.Id);
        tables.Ended.Add(invocation);
        if (invocation.Record.Reservation is not { } reservation)
        {
            return;
        }

        if (reservation.End == ReservationEnd.Kept && invocation.Status == InvocationStatus.Success)
        {
            tables.Limits.KeepUntil(invocation, invocation.ChangedAt + reservation.KeepFor);
        }
        else
        {
            tables.Limits.LetGo(invocation);
        }
    }
}
