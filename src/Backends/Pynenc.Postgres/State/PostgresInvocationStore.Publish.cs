using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        // The first of several with one id counts, as if they came one after the other.
        InvocationRecord[] distinct = records.Count == 1 ? [records[0]] : [.. records.DistinctBy(r => r.Id)];
        if (Array.Exists(distinct, r => PublishText.TraitsOf(r) != Traits.None))
        {
            return await PublishWithTraitsAsync(records, distinct, cancellationToken).ConfigureAwait(false);
        }

        HashSet<Guid> published = await database.ReadAsync(
            commands =>
            {
                PublishText.AddPlain(commands, distinct, mode.IsColocated);
                AddReferences(commands, distinct);
            },
            ReadIdsAsync,
            cancellationToken).ConfigureAwait(false);
        TellPublished(published.Count);
        var outcomes = new PublishOutcome[records.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = new PublishOutcome(published.Remove(records[i].Id.Value) ? PublishResult.Published : PublishResult.Existing, records[i].Id);
        }

        return outcomes;
    }

    private async ValueTask<IReadOnlyList<PublishOutcome>> PublishWithTraitsAsync(
        IReadOnlyList<InvocationRecord> records, InvocationRecord[] distinct, CancellationToken cancellationToken)
    {
        Dictionary<InvocationId, PublishOutcome> decided = await database.TransactAsync(
            async (connection, token) =>
            {
                Dictionary<InvocationId, PublishOutcome> found = await new Reserving(database, connection).DecideAsync(distinct, token).ConfigureAwait(false);
                InvocationRecord[] stored = Array.FindAll(distinct, r => found[r.Id].IsPublished);
                await RunAsync(
                    connection,
                    commands =>
                    {
                        if (stored.Length > 0)
                        {
                            PublishText.AddWithTraits(commands, stored, mode.IsColocated);
                            AddReferences(commands, stored);
                        }
                    },
                    token).ConfigureAwait(false);
                return found;
            },
            cancellationToken).ConfigureAwait(false);
        TellPublished(decided.Values.Count(o => o.IsPublished));
        var outcomes = new PublishOutcome[records.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = decided[records[i].Id];
            if (outcomes[i].IsPublished)
            {
                // The same id once more in one request finds it stored.
                decided[records[i].Id] = new PublishOutcome(PublishResult.Existing, records[i].Id);
            }
        }

        return outcomes;
    }

    private void TellPublished(int count)
    {
        if (count > 0 && mode.IsColocated)
        {
            database.TellWork();
        }
    }

    private static async ValueTask<HashSet<Guid>> ReadIdsAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(rows.GetGuid(0));
        }

        return ids;
    }

    private static void AddReferences(Commands commands, InvocationRecord[] records) =>
        TransitionText.AddReferences(commands, [.. records.SelectMany(r => r.Contents.Select(key => (r.Id, key)))]);
}
