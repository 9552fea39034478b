using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Decides which of a batch of new invocations are stored: those that are not known, and hold what they reserve.</summary>
internal sealed class Reserving(PostgresDatabase database, NpgsqlConnection connection)
{
    private static readonly SqlText FindKnown = new("SELECT i.id FROM {s}.invocation i WHERE i.id = ANY ($3::uuid[]) AND i.app IS NOT DISTINCT FROM $2");

    /// <summary>Takes the keys that are free, in their order, and locks the others, so that their holders stay what they are until the end of the step.</summary>
    private static readonly SqlText Take = new(
        """
        INSERT INTO {s}.reservation AS r (app, key, id) SELECT $2, g.key, g.id FROM unnest($3::text[], $4::uuid[]) AS g (key, id) ORDER BY g.key COLLATE "C"
        ON CONFLICT (app, key) DO UPDATE SET id = excluded.id, until = NULL WHERE r.until <= {now}
        """);

    private static readonly SqlText FindHolders = new("SELECT r.key, r.id FROM {s}.reservation r WHERE r.app = $2 AND r.key = ANY ($3::text[])");

    /// <summary>What becomes of each, by its id.</summary>
    public async ValueTask<Dictionary<InvocationId, PublishOutcome>> DecideAsync(InvocationRecord[] records, CancellationToken cancellationToken)
    {
        HashSet<InvocationId> known = [];
        await ReadAsync(
            commands => commands.Add(FindKnown).With(Array.ConvertAll(records, r => r.Id.Value)),
            row => known.Add(new InvocationId(row.GetGuid(0))),
            cancellationToken).ConfigureAwait(false);
        (string Key, Guid Id)[] wanted = [.. records
            .Where(r => r.Reservation is not null && !known.Contains(r.Id))
            .DistinctBy(r => r.Reservation!.Key)
            .Select(r => (r.Reservation!.Key, r.Id.Value))];
        var holders = new Dictionary<string, InvocationId>();
        if (wanted.Length > 0)
        {
            await ReadAsync(
                commands =>
                {
                    commands.Add(Take).With(Array.ConvertAll(wanted, w => w.Key)).With(Array.ConvertAll(wanted, w => w.Id));
                    commands.Add(FindHolders).With(Array.ConvertAll(wanted, w => w.Key));
                },
                row => holders[row.GetString(0)] = new InvocationId(row.GetGuid(1)),
                cancellationToken).ConfigureAwait(false);
        }

        var outcomes = new Dictionary<InvocationId, PublishOutcome>();
        foreach (InvocationRecord record in records)
        {
            InvocationId holder = record.Reservation is { } reservation && holders.TryGetValue(reservation.Key, out InvocationId held) ? held : record.Id;
            outcomes[record.Id] = known.Contains(record.Id) ? new PublishOutcome(PublishResult.Existing, record.Id)
                : holder != record.Id ? new PublishOutcome(PublishResult.Joined, holder)
                : new PublishOutcome(PublishResult.Published, record.Id);
        }

        return outcomes;
    }

    private async ValueTask ReadAsync(Action<Commands> add, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            add(commands);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    read(rows);
                }
            }
        }
    }
}
