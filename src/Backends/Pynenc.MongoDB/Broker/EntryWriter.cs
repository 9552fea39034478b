using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Puts ids into the queue.</summary>
internal sealed class EntryWriter
{
    /// <summary>One insert stays far below what a server takes at once.</summary>
    private const int MostOfInsert = 5000;

    private readonly MongoStore _store;
    private readonly IMongoCollection<BsonDocument> _entries;
    private readonly Gatherer<Route, bool> _gatherer;

    public EntryWriter(MongoStore store, IMongoCollection<BsonDocument> entries)
    {
        _store = store;
        _entries = entries;
        _gatherer = new Gatherer<Route, bool>(WriteAsync);
    }

    /// <summary>Lower comes first, because an index is read forward.</summary>
    public static double Rank(Priority priority) => priority.Value == 0 ? 0 : -priority.Value;

    public Task WriteAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) => _gatherer.WriteAsync(routes, cancellationToken);

    /// <summary>Not cancellable: several callers wait for it.</summary>
    private async Task<bool[]> WriteAsync(IReadOnlyList<Route> given)
    {
        IReadOnlyList<Route> routes = _store.IsColocated ? await new Requeue(_store).RunAsync(given, CancellationToken.None).ConfigureAwait(false) : given;
        if (routes.Count == 0)
        {
            return new bool[given.Count];
        }

        long now = await _store.Clock.NowAsync(CancellationToken.None).ConfigureAwait(false);
        long place = await _store.Numbers.TakeAsync(routes.Count, CancellationToken.None).ConfigureAwait(false);
        long[] turns = await _store.Lanes.TurnsAsync([.. routes.Select(r => (r.Queue.Value, r.Lane))], CancellationToken.None).ConfigureAwait(false);
        int turn = 0;
        foreach (Route[] some in routes.Chunk(MostOfInsert))
        {
            var documents = new BsonDocument[some.Length];
            for (int i = 0; i < documents.Length; i++)
            {
                documents[i] = Entry(some[i], place++, turns[turn++], now);
            }

            await _entries.InsertManyAsync(documents, options: null, CancellationToken.None).ConfigureAwait(false);
        }

        return new bool[given.Count];
    }

    private BsonDocument Entry(Route route, long place, long turn, long now)
    {
        long visible = route.NotBefore is { } due && due.UtcTicks > now ? due.UtcTicks : 0;
        if (visible > 0)
        {
            _store.EntryQueue.NoteDue(visible);
        }

        return new BsonDocument
        {
            { Field.Id, _store.Keys.Of(place) },
            { Field.App, _store.App.AppId.Value },
            { Field.Queue, route.Queue.Value },
            { Field.Rank, Rank(route.Priority) },
            { Field.Turn, turn },
            { Field.Place, place },
            { Field.Visible, visible },
            { Field.Target, Bson.Of(route.Id.Value) },
        };
    }
}
