using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Publishes, claims, moves and pauses invocations; each is one write to one document.</summary>
internal sealed partial class MongoInvocationStore : InvocationStore
{
    private readonly MongoStore _store;
    private readonly Payloads _payloads;
    private readonly Claiming _claiming;
    private readonly Reserving _reserving;
    private readonly Gatherer<InvocationRecord, PublishOutcome> _publishing;

    public MongoInvocationStore(MongoStore store)
    {
        _store = store;
        _payloads = new Payloads(store);
        _claiming = new Claiming(store);
        _reserving = new Reserving(store);
        _publishing = new Gatherer<InvocationRecord, PublishOutcome>(StoreAsync);
    }

    protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        _store.RunAsync(token => _claiming.ClaimAsync(request, token), cancellationToken);

    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var transitions = new Transitions(_store, _payloads);
        IReadOnlyList<TransitionOutcome> outcomes =
            await _store.RunAsync(token => transitions.RunAsync(requests, token), cancellationToken).ConfigureAwait(false);
        if (transitions.HasOffered)
        {
            _store.Work.Pulse();
        }

        if (transitions.HasOffered || transitions.Settled.Count > 0)
        {
            _store.Signals.Ring(transitions.Settled);
        }

        return outcomes;
    }

    protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) =>
        _store.RunAsync(token => new Waiting(_store, request).RunAsync(token), cancellationToken);

    protected override ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) => _store.RunAsync(
        async token =>
        {
            // A younger mark stands under a higher sequence.
            foreach (IGrouping<int, Route> same in routes.GroupBy(r => r.Sequence))
            {
                foreach (Route[] some in same.Chunk(Batch.MostIds))
                {
                    var marked = new BsonDocument
                    {
                        { Field.Id, Bson.In(some.Select(r => _store.Keys.Of(r.Id))) }, { Field.Sequence, same.Key }, { Field.Care, CareOf.ToBeRouted },
                    };
                    await _store.Invocations.UpdateManyAsync(
                        marked, new BsonDocument("$set", new BsonDocument(Field.Care, CareOf.Routed)), cancellationToken: token).ConfigureAwait(false);
                }
            }
        },
        cancellationToken);
}
