using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    /// <summary>One wait of an application at a time looks for a cycle, so that two cannot close one together.</summary>
    private static readonly SqlText LockWaits = new("SELECT pg_advisory_xact_lock(hashtext('{s}.wait'), $2)");

    private static readonly SqlText RemoveOwnEdges = new("DELETE FROM {s}.edge WHERE waiter = $3");

    private static readonly SqlText AddEdges = new("INSERT INTO {s}.edge (waiter, waited) SELECT $3, waited FROM unnest($4::bigint[]) AS waited ON CONFLICT DO NOTHING");

    protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) =>
        database.TransactAsync((connection, token) => WaitAsync(connection, request, token), cancellationToken);

    private async ValueTask<WaitOutcome> WaitAsync(NpgsqlConnection connection, WaitRequest request, CancellationToken cancellationToken)
    {
        await RunAsync(connection, commands => commands.Add(LockWaits), cancellationToken).ConfigureAwait(false);
        Dictionary<InvocationId, HotRow> rows = await HotRow
            .LockAsync(database, connection, request.Waited.Prepend(request.Waiter), cancellationToken).ConfigureAwait(false);
        if (!rows.TryGetValue(request.Waiter, out HotRow? waiter) || waiter.Owner != request.Fence.Owner || waiter.Epoch != request.Fence.Epoch
            || !(waiter.Status == InvocationStatus.Paused || waiter.Status.CanMoveTo(InvocationStatus.Paused)))
        {
            return WaitOutcome.FenceLost;
        }

        // What is unknown will never settle; told as settled, the engine looks and reports that it does not exist.
        InvocationId[] settled = [.. request.Waited.Where(id => !rows.TryGetValue(id, out HotRow? row) || row.Status.IsSettled())];
        if (settled.Length > 0)
        {
            return new WaitOutcome(WaitResult.AlreadySettled, settled, []);
        }

        long[] waited = [.. request.Waited.Select(id => rows[id].Number).Distinct()];
        var cycles = new WaitCycle(database, connection, waiter.Number);
        if (await cycles.FindAsync(waited, request.KeepEarlier && waiter.Status != InvocationStatus.Paused, cancellationToken).ConfigureAwait(false) is { Count: > 0 } cycle)
        {
            return new WaitOutcome(WaitResult.Cycle, [], cycle);
        }

        await RunAsync(connection, commands => AddWait(commands, request, waiter, waited), cancellationToken).ConfigureAwait(false);
        return WaitOutcome.Paused;
    }

    private static void AddWait(Commands commands, WaitRequest request, HotRow waiter, long[] waited)
    {
        if (!request.KeepEarlier)
        {
            commands.Add(RemoveOwnEdges).With(waiter.Number);
        }

        commands.Add(AddEdges).With(waiter.Number).With(waited);
        if (waiter.Status == InvocationStatus.Paused)
        {
            return;
        }

        var tally = new Tally();
        tally.Move(waiter.Task, waiter.Status, InvocationStatus.Paused);
        waiter.Status = InvocationStatus.Paused;
        waiter.Sequence++;
        waiter.ChangedAt = Ticks.Of(request.At);
        waiter.Reason = null;
        TransitionText.AddUpdate(commands, [waiter]);
        TransitionText.AddHistory(commands, [(waiter.Number, waiter.Sequence, new StatusStep(InvocationStatus.Paused, request.At), request.Fence.Owner, waiter.Epoch)]);
        tally.AddTo(commands);
    }

    private async ValueTask RunAsync(NpgsqlConnection connection, Action<Commands> add, CancellationToken cancellationToken)
    {
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            add(commands);
            if (commands.Count > 0)
            {
                await commands.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
