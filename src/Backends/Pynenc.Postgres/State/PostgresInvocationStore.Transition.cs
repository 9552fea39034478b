using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    private static readonly SqlText NextPlaces = new("SELECT nextval('{s}.entry_place') FROM generate_series(1, $3)");

    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        (TransitionOutcome[] outcomes, bool hasOffered) = await database.TransactAsync(
            (connection, token) => TransitionAsync(connection, requests, token), cancellationToken).ConfigureAwait(false);
        if (hasOffered)
        {
            database.Work.Pulse();
        }

        return outcomes;
    }

    private async ValueTask<(TransitionOutcome[] Outcomes, bool HasOffered)> TransitionAsync(
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
            long[] places = await PlacesAsync(connection, transitions.PlacesNeeded, cancellationToken).ConfigureAwait(false);
            var commands = new Commands(database, connection);
            await using (commands.ConfigureAwait(false))
            {
                transitions.AddTo(commands, changed, places);
                await commands.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return (outcomes, transitions.HasOffered);
    }

    private async ValueTask<long[]> PlacesAsync(NpgsqlConnection connection, int count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return [];
        }

        var places = new List<long>(count);
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(NextPlaces).With(count);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    places.Add(rows.GetInt64(0));
                }
            }
        }

        return [.. places];
    }
}
