using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Runners and their leases, by the server's clock.</summary>
internal sealed class MongoRunnerStore(MongoStore store) : RunnerStore
{
    private readonly IMongoCollection<BsonDocument> _runners = store.Collection(CollectionNames.Runners);
    private readonly Leftovers _leftovers = new(store);

    protected override ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            var set = new BsonDocument
            {
                { Field.App, store.App.AppId.Value },
                { Field.Target, Bson.Of(runner.Id.Value) },
                { Field.Kind, runner.Kind },
                { Field.Host, runner.Host },
                { Field.ProcessId, runner.ProcessId },
                { Field.Slots, runner.Slots },
                { Field.StartedAt, Bson.Of(runner.StartedAt) },
                { Field.LeaseUntil, await UntilAsync(lease, token).ConfigureAwait(false) },
            };
            await _runners.UpdateOneAsync(Of(runner.Id), new BsonDocument("$set", set), new UpdateOptions { IsUpsert = true }, token).ConfigureAwait(false);
        },
        cancellationToken);

    protected override ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            var renew = new BsonDocument("$set", new BsonDocument(Field.LeaseUntil, await UntilAsync(request.Lease, token).ConfigureAwait(false)));
            UpdateResult renewed = await _runners.UpdateOneAsync(Of(request.Runner), renew, cancellationToken: token).ConfigureAwait(false);
            if (renewed.MatchedCount == 0)
            {
                return RenewOutcome.Lost;
            }

            BsonDocument owned = store.Mine();
            owned.Add(Field.Owner, Bson.Of(request.Runner.Value));
            List<BsonDocument> found = await store.Invocations.Matching(owned)
                .Project<BsonDocument>(new BsonDocument(Field.Epoch, 1)).ToListAsync(token).ConfigureAwait(false);
            HashSet<HeldInvocation> stored = [.. found.Select(d => new HeldInvocation(store.Keys.Invocation(d[Field.Id]), d.Long(Field.Epoch)))];
            InvocationId[] noLongerHeld = [.. request.Held.Where(h => !stored.Contains(h)).Select(h => h.Id)];
            stored.ExceptWith(request.Held);
            return new RenewOutcome(IsLost: false, noLongerHeld, [.. stored]);
        },
        cancellationToken);

    protected override ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken) =>
        store.RunAsync((Func<CancellationToken, Task>)(token => _runners.DeleteOneAsync(Of(runner), token)), cancellationToken);

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        List<RunnerInfo> expired = await store.RunAsync(RemoveExpiredAsync, cancellationToken).ConfigureAwait(false);
        await _leftovers.SweepAsync(cancellationToken).ConfigureAwait(false);
        return expired;
    }

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<RunnerInfo>>(
        async token =>
        {
            List<BsonDocument> runners = await _runners.Matching(store.Mine())
                .Sort(new BsonDocument { { Field.StartedAt, 1 }, { Field.Id, 1 } }).ToListAsync(token).ConfigureAwait(false);
            return [.. runners.Select(Info)];
        },
        cancellationToken);

    private async Task<List<RunnerInfo>> RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        BsonDocument over = store.Mine();
        over.Add(Field.LeaseUntil, new BsonDocument("$lte", now));
        var expired = new List<RunnerInfo>();
        foreach (BsonDocument found in await _runners.Matching(over).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            // Still over when it is removed: it may have renewed, or another may remove it.
            var still = new BsonDocument { { Field.Id, found[Field.Id] }, { Field.LeaseUntil, new BsonDocument("$lte", now) } };
            BsonDocument? removed = await _runners.FindOneAndDeleteAsync(still, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (removed is not null)
            {
                expired.Add(Info(removed));
            }
        }

        return expired;
    }

    private async ValueTask<long> UntilAsync(TimeSpan lease, CancellationToken cancellationToken) =>
        await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) + lease.Ticks;

    private BsonDocument Of(RunnerId runner) => new(Field.Id, store.Keys.Of(runner.Value));

    private static RunnerInfo Info(BsonDocument runner) => new(
        new RunnerId(runner.Guid(Field.Target)),
        runner[Field.Kind].AsString,
        runner[Field.Host].AsString,
        runner.Int(Field.ProcessId),
        runner.Int(Field.Slots),
        runner.Time(Field.StartedAt));
}
