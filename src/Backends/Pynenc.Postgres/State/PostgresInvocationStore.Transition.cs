using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    /// <summary>How many more of a line may be handed a slot than slots come free: where limits of one key differ, that happens.</summary>
    private const int MostHandedBeside = 16;

    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new TransitionOutcome[requests.Count];
        List<int> left = await MoveHeldAsync(requests, outcomes, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0)
        {
            return outcomes;
        }

        TransitionRequest[] others = [.. left.Select(i => requests[i])];
        (TransitionOutcome[] decided, Transitions transitions) = await DecideAsync(others, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < left.Count; i++)
        {
            outcomes[left[i]] = decided[i];
        }

        database.Notices.TellSettled(transitions.Settled);
        if (transitions.HasOffered)
        {
            database.TellWork();
        }

        return outcomes;
    }

    /// <summary>Moves in one statement what a holder does with its claims, as nearly every transition is.</summary>
    /// <returns>The places of the requests that are still to be answered.</returns>
    private async ValueTask<List<int>> MoveHeldAsync(
        IReadOnlyList<TransitionRequest> requests, TransitionOutcome[] outcomes, CancellationToken cancellationToken)
    {
        HeldMove[] moves = HeldMove.Among(requests);
        if (moves.Length == 0)
        {
            return [.. Enumerable.Range(0, requests.Count)];
        }

        HashSet<InvocationId> moved = await HeldMove.RunAsync(database, moves, cancellationToken).ConfigureAwait(false);
        foreach (HeldMove move in moves.Where(m => moved.Contains(m.Request.Id)))
        {
            outcomes[move.Place] = new TransitionOutcome(TransitionResult.Applied, move.Request.Target);
        }

        database.Notices.TellSettled([.. moves.Where(m => m.Request.Target.IsSettled() && moved.Contains(m.Request.Id)).Select(m => m.Request.Id)]);
        return [.. Enumerable.Range(0, requests.Count).Where(i => !outcomes[i].IsApplied || outcomes[i].Status is null)];
    }

    /// <summary>Decides on locked rows, and on locked keys where there are limits.</summary>
    private async ValueTask<(TransitionOutcome[] Outcomes, Transitions Transitions)> DecideAsync(
        TransitionRequest[] requests, CancellationToken cancellationToken)
    {
        int? line = database.HasLimits ? requests.Length + MostHandedBeside : null;
        while (true)
        {
            var decided = await database.TransactAsync(
                async (connection, token) =>
                {
                    (TransitionOutcome[] Outcomes, Transitions Transitions)? found =
                        await TransitionAsync(connection, requests, line, token).ConfigureAwait(false);
                    return (found is not null, found);
                },
                cancellationToken).ConfigureAwait(false);
            if (decided is { } done)
            {
                return done;
            }

            // Keys are locked before rows, so what met a limit without their locks, or handed on to the end of what it read, begins again.
            database.HasLimits = true;
            line = line is { } few ? few * 16 : requests.Length + MostHandedBeside;
        }
    }

    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="requests">The transitions.</param>
    /// <param name="line">How many of each line may be handed a slot; null when limits are not expected.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when it has to be done again, with a longer line.</returns>
    private async ValueTask<(TransitionOutcome[] Outcomes, Transitions Transitions)?> TransitionAsync(
        NpgsqlConnection connection, TransitionRequest[] requests, int? line, CancellationToken cancellationToken)
    {
        HandingOn? limits = line is null ? null : new HandingOn(database, connection);
        IEnumerable<InvocationId> ids = requests.Select(r => r.Id);
        if (limits is not null)
        {
            ids = await limits.LockAsync(ids, line!.Value, cancellationToken).ConfigureAwait(false);
        }

        Dictionary<InvocationId, HotRow> rows = await HotRow.LockAsync(database, connection, ids, cancellationToken).ConfigureAwait(false);
        if (limits is null && requests.Any(r => !r.Target.IsOwned() && rows.TryGetValue(r.Id, out HotRow? row) && row.IsLimited))
        {
            return null;
        }

        var transitions = new Transitions(database, rows, limits, mode.IsColocated, database.App.Time.GetUtcNow());
        var outcomes = new TransitionOutcome[requests.Length];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await transitions.DecideAsync(connection, requests[i], cancellationToken).ConfigureAwait(false);
        }

        if (limits?.IsShort == true)
        {
            return null;
        }

        await RunAsync(connection, transitions.AddTo, cancellationToken).ConfigureAwait(false);
        return (outcomes, transitions);
    }
}
