using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Claims one invocation, for <see cref="ClaimOperation"/> and <see cref="TakeOperation"/>.</summary>
internal static class ClaimStep
{
    private static readonly SqlText FindByNumber = new(InvocationColumns.Select + " WHERE i.number = ?1");
    private static readonly SqlText FindById = new(InvocationColumns.Select + " WHERE i.id = ?1");

    private static readonly SqlText Update = new(
        """
        UPDATE {invocation} SET status = 5, owner = ?2, epoch = ?3, sequence = ?4, changed_at = ?5, not_before = NULL,
            routing = 0, entry = NULL, reason = NULL
        WHERE number = ?1
        """);

    private static readonly SqlText MarkAgain = new("UPDATE {invocation} SET routing = 1 WHERE number = ?1");
    private static readonly SqlText FindRunner = new("SELECT number FROM {runner} WHERE id = ?1 AND lease_until IS NOT NULL");

    /// <summary>The number of a runner, or null when it is not registered.</summary>
    public static long? Registered(WriteTransaction transaction, RunnerId runner)
    {
        SQLiteStatement row = transaction.Use(FindRunner).Bind(1, runner.Value);
        return row.Step() ? row.Long(0) : null;
    }

    /// <summary>Claims it if it is available and due.</summary>
    public static ClaimOutcome Claim(WriteTransaction transaction, in Claimant claimant, InvocationId id, long? number)
    {
        SQLiteStatement row = number is { } known
            ? transaction.Use(FindByNumber).Bind(1, known)
            : transaction.Use(FindById).Bind(1, id.Value);
        if (!row.Step())
        {
            return new ClaimOutcome(ClaimResult.Unknown);
        }

        InvocationStatus status = InvocationColumns.Status(row);
        if (!status.IsAvailable())
        {
            row.Reset();
            return new ClaimOutcome(ClaimResult.NotAvailable);
        }

        long found = row.Long(0);
        if (row.TimeOrNull(10) is { } notBefore && notBefore > claimant.Now)
        {
            row.Reset();
            if (!claimant.IsColocated)
            {
                transaction.Use(MarkAgain).Bind(1, found).Run();
            }

            return new ClaimOutcome(ClaimResult.NotDue, NotBefore: notBefore);
        }

        long task = row.Long(2);
        long epoch = row.Long(5) + 1;
        int sequence = row.Int(6) + 1;
        Traits traits = InvocationColumns.TraitsOf(row);
        var claimed = new ClaimedInvocation(
            InvocationColumns.Record(row, transaction.Link, transaction.Interning.Names),
            new Fence(claimant.Runner, epoch),
            row.Int(7),
            row.Int(8));

        // An open reading would make SQLite save its cursor before the row is written.
        row.Reset();
        if ((traits & Traits.Limits) != 0 &&
            HoldingBack.Check(transaction, claimant, HotRow.Read(transaction, found), claimed.Record) is { } heldBack)
        {
            return heldBack;
        }

        transaction.Use(Update)
            .Bind(1, found).Bind(2, claimant.Number).Bind(3, epoch).Bind(4, (long)sequence).Bind(5, Ticks.Of(claimant.At))
            .Run();
        HistoryWriter.Add(
            transaction, found, sequence, new StatusStep(InvocationStatus.Pending, claimant.At), claimant.Number, epoch);
        transaction.Counter.Move(task, status, InvocationStatus.Pending);
        return new ClaimOutcome(ClaimResult.Claimed, claimed);
    }
}
