using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
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
        (TransitionOutcome[] decided, Transitions transitions) = await database.TransactAsync(
            (connection, token) => TransitionAsync(connection, others, token), cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<(TransitionOutcome[] Outcomes, Transitions Transitions)> TransitionAsync(
        NpgsqlConnection connection, IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        Dictionary<InvocationId, HotRow> rows =
            await HotRow.LockAsync(database, connection, requests.Select(r => r.Id), cancellationToken).ConfigureAwait(false);
        var transitions = new Transitions(database, mode.IsColocated, database.App.Time.GetUtcNow());
        var outcomes = new TransitionOutcome[requests.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await transitions
                .DecideAsync(connection, requests[i], rows.GetValueOrDefault(requests[i].Id), cancellationToken).ConfigureAwait(false);
        }

        HotRow[] changed = [.. rows.Values.Where(r => r.IsChanged)];
        if (changed.Length > 0)
        {
            await RunAsync(connection, commands => transitions.AddTo(commands, changed), cancellationToken).ConfigureAwait(false);
        }

        return (outcomes, transitions);
    }
}
