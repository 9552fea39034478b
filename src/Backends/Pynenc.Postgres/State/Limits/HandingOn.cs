using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>What limits and reservations add to a batch of transitions: what an invocation no longer needs is let go, and its slot goes to the next in line.</summary>
/// <remarks>
/// The keys are locked before any row, and the rows of those who may be handed a slot together with those that are moved, in one order. Keys of
/// an invocation never change, so they are known without its lock.
/// </remarks>
internal sealed class HandingOn(PostgresDatabase database, NpgsqlConnection connection)
{
    private const string Reason = "A slot came free.";

    private readonly SlotKeys _slots = new();
    private readonly Reservations _reservations = new();

    /// <summary>True when more of a line must be read, and all decided again.</summary>
    public bool IsShort => _slots.IsShort;

    /// <summary>Locks the keys of these invocations.</summary>
    /// <param name="ids">The invocations that are moved.</param>
    /// <param name="line">How many of each line may be handed a slot.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Those whose rows are to be locked: the same, and the first of each line.</returns>
    public async ValueTask<IEnumerable<InvocationId>> LockAsync(IEnumerable<InvocationId> ids, int line, CancellationToken cancellationToken)
    {
        InvocationId[] moved = [.. ids];
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            SlotKeys.AddLockForEnd(commands, [.. moved.Select(i => i.Value).Distinct().Order()], line);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await _slots.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await _slots.ReadLinesAsync(rows, line, cancellationToken).ConfigureAwait(false);
            }
        }

        return moved.Concat(_slots.InLine);
    }

    /// <summary>Lets go of what an invocation needs no longer.</summary>
    /// <param name="row">The invocation, after the transition.</param>
    /// <param name="last">The last step of the transition.</param>
    /// <param name="wasInLine">True when it waited for a slot.</param>
    /// <returns>Those that are handed a slot and are to be rerouted, each with the step that does it.</returns>
    public IEnumerable<(InvocationId Id, StatusStep Step)> LetGo(HotRow row, StatusStep last, bool wasInLine)
    {
        if (row.Reservation is { } reservation && last.Status.IsFinal())
        {
            _reservations.End(reservation, row.Id, last);
        }

        if (row.Concurrency is not { } limit)
        {
            yield break;
        }

        if (wasInLine)
        {
            _slots.Leave(limit, row.Number, row.Priority);
        }

        _slots.GiveBack(limit, row.Number);
        while (_slots.HandOn(limit.Key) is { } next)
        {
            yield return (next, new StatusStep(InvocationStatus.Rerouted, last.At, Reason));
        }
    }

    /// <summary>Adds every statement that stores it.</summary>
    public void AddTo(Commands commands)
    {
        _slots.AddTo(commands);
        _reservations.AddTo(commands);
    }
}
