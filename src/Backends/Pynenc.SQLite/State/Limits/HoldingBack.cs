using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What limits and reservations add to a claim.</summary>
internal static class HoldingBack
{
    private static readonly SqlText Delay = new("UPDATE {invocation} SET not_before = ?2, routing = ?3 WHERE number = ?1");

    private static readonly SqlText Block = new(
        """
        UPDATE {invocation} SET status = ?2, sequence = ?3, changed_at = ?4, not_before = NULL, routing = ?5, entry = NULL, reason = ?6
        WHERE number = ?1
        """);

    /// <summary>Checks rate and concurrency of an invocation that is available and due, and takes what it is let have.</summary>
    /// <returns>Why it is not claimed, with the effects of that; null when it may be.</returns>
    public static ClaimOutcome? Check(WriteTransaction transaction, in Claimant claimant, in HotRow row, InvocationRecord record)
    {
        bool isGranted = record.Rate is not null && TraitRow.IsGranted(transaction, row.Number);
        RateLimit? rate = isGranted ? null : record.Rate;
        DateTimeOffset grant = rate is null ? claimant.Now : Rates.Next(transaction, rate, claimant.Now);
        if (grant > claimant.Now)
        {
            Rates.Grant(transaction, rate!, grant);
            TraitRow.SetGranted(transaction, row.Number, isGranted: true);
            transaction.Use(Delay)
                .Bind(1, row.Number).Bind(2, Ticks.Of(grant)).Bind(3, claimant.IsColocated ? Routing.None : Routing.Marked)
                .Run();
            return new ClaimOutcome(ClaimResult.NotDue, NotBefore: grant);
        }

        if (record.Concurrency is { } limit && !Slots.TryTake(transaction, limit, row.Number, record.Priority))
        {
            return Blocked(transaction, claimant, row, limit, record.Reservation);
        }

        if (rate is not null)
        {
            Rates.Grant(transaction, rate, claimant.Now);
        }
        else if (isGranted)
        {
            TraitRow.SetGranted(transaction, row.Number, isGranted: false);
        }

        if (record.Reservation is { End: ReservationEnd.Claimed } reservation)
        {
            Reservations.LetGo(transaction, reservation.Key, row.Number);
        }

        return null;
    }

    private static ClaimOutcome Blocked(
        WriteTransaction transaction, in Claimant claimant, in HotRow row, ConcurrencyLimit limit, Reservation? reservation)
    {
        bool waits = limit.WhenBlocked == BlockedAction.Wait;
        InvocationStatus status = waits ? InvocationStatus.ConcurrencyControlled : InvocationStatus.ConcurrencyControlledFinal;
        var step = new StatusStep(status, claimant.At, limit.BlockedReason);
        int sequence = row.Sequence + 1;
        transaction.Use(Block)
            .Bind(1, row.Number).Bind(2, (long)status).Bind(3, (long)sequence).Bind(4, Ticks.Of(step.At))
            .Bind(5, waits ? Routing.InLine : Routing.None).Bind(6, step.Reason)
            .Run();
        HistoryWriter.Add(transaction, row.Number, sequence, step, claimant.Number, row.Epoch);
        transaction.Counter.Move(row.Task, row.Status, status);
        if (waits)
        {
            return new ClaimOutcome(ClaimResult.Blocked);
        }

        Settling.Settle(transaction, row);
        if (reservation is not null)
        {
            Reservations.End(transaction, reservation, row.Number, step);
        }

        return new ClaimOutcome(ClaimResult.Dropped);
    }
}
