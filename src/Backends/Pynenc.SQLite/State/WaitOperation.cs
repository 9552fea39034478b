using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Pauses a running invocation until others are settled.</summary>
internal sealed class WaitOperation(WaitRequest request) : WriteOperation<WaitOutcome>
{
    private static readonly SqlText Find = new("SELECT number, status FROM {invocation} WHERE id = ?1");

    private static readonly SqlText Pause = new(
        "UPDATE {invocation} SET status = 9, sequence = ?2, changed_at = ?3, reason = NULL WHERE number = ?1");

    public override int Weight => 1 + request.Waited.Count;

    protected override WaitOutcome Execute(WriteTransaction transaction)
    {
        if (!HotRow.TryRead(transaction, request.Waiter, out HotRow waiter) || !Holds(transaction, waiter))
        {
            return WaitOutcome.FenceLost;
        }

        var settled = new List<InvocationId>();
        var waited = new List<(long Number, InvocationStatus Status)>(request.Waited.Count);
        ReadWaited(transaction, waited, settled);
        if (settled.Count > 0)
        {
            return new WaitOutcome(WaitResult.AlreadySettled, settled, []);
        }

        int added = waited.Count;
        if (request.KeepEarlier && waiter.Status != InvocationStatus.Paused)
        {
            // Edges of an earlier wait count again as soon as the waiter is paused again.
            Edges.ReadFrom(transaction, waiter.Number, waited);
        }

        if (WaitCycle.Find(transaction, waiter.Number, waited) is { Count: > 0 } cycle)
        {
            return new WaitOutcome(WaitResult.Cycle, [], cycle);
        }

        if (!request.KeepEarlier)
        {
            Edges.RemoveFrom(transaction, waiter.Number);
        }

        for (int i = 0; i < added; i++)
        {
            Edges.Add(transaction, waiter.Number, waited[i].Number);
        }

        if (waiter.Status != InvocationStatus.Paused)
        {
            Enter(transaction, waiter);
        }

        return WaitOutcome.Paused;
    }

    private bool Holds(WriteTransaction transaction, in HotRow waiter) =>
        waiter.Epoch == request.Fence.Epoch &&
        waiter.Owner is { } owner &&
        owner == transaction.Find(request.Fence.Owner) &&
        (waiter.Status == InvocationStatus.Paused || waiter.Status.CanMoveTo(InvocationStatus.Paused));

    private void ReadWaited(
        WriteTransaction transaction, List<(long Number, InvocationStatus Status)> waited, List<InvocationId> settled)
    {
        SQLiteStatement row = transaction.Use(Find);
        foreach (InvocationId id in request.Waited)
        {
            row.Bind(1, id.Value);

            // What is unknown will never settle; told as settled, the engine looks and reports that it does not exist.
            if (!row.Step() || ((InvocationStatus)row.Int(1)).IsSettled())
            {
                settled.Add(id);
            }
            else
            {
                waited.Add((row.Long(0), (InvocationStatus)row.Int(1)));
            }

            row.Reset();
        }
    }

    private void Enter(WriteTransaction transaction, in HotRow waiter)
    {
        int sequence = waiter.Sequence + 1;
        transaction.Use(Pause).Bind(1, waiter.Number).Bind(2, (long)sequence).Bind(3, Ticks.Of(request.At)).Run();
        HistoryWriter.Add(
            transaction, waiter.Number, sequence, new StatusStep(InvocationStatus.Paused, request.At), waiter.Owner, waiter.Epoch);
        transaction.Counter.Move(waiter.Task, waiter.Status, InvocationStatus.Paused);
    }
}
