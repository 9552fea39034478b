using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Looks at the board when something on it changes: told by a change stream, or, on a standalone server, by looking now and then.</summary>
internal sealed class SignalFeed(MongoStore store, SignalBoard board)
{
    private const double Growth = 1.6;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private TimeSpan _pause = FirstPause;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await (store.Deployment.IsReplicated ? WatchAsync(cancellationToken) : PollAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                store.Logger.FeedFailed(_pause.TotalMilliseconds, error);
                store.Work.Pulse();
                await Task.Delay(_pause, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        TimeSpan half = store.Settings.CommandTimeout / 2;
        var options = new ChangeStreamOptions { MaxAwaitTime = half < LongestWait ? half : LongestWait };
        (string from, string below) = store.Keys.Range;
        var mine = new BsonDocument("documentKey._id", new BsonDocument { { "$gte", from }, { "$lt", below }, { "$ne", board.Me } });
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, ChangeStreamDocument<BsonDocument>> pipeline = new[] { new BsonDocument("$match", mine) };
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> changes =
            await store.Collection(CollectionNames.Signals).WatchAsync(pipeline, options, cancellationToken).ConfigureAwait(false);
        store.Logger.Watching();

        // Whatever was told before the stream began.
        await board.LookAsync(cancellationToken).ConfigureAwait(false);
        while (await changes.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            if (changes.Current.Any())
            {
                await board.LookAsync(cancellationToken).ConfigureAwait(false);
            }

            await BePresentAsync(cancellationToken).ConfigureAwait(false);
            _pause = FirstPause;
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        TimeSpan longest = store.Settings.PollInterval;
        TimeSpan wait = Quick;
        while (true)
        {
            await Task.Delay(wait < longest ? wait : longest, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            bool isNew = await board.LookAsync(cancellationToken).ConfigureAwait(false);
            wait = isNew || board.HasJustRung ? Quick : wait * Growth;
            wait = wait < longest ? wait : longest;
            await BePresentAsync(cancellationToken).ConfigureAwait(false);
            _pause = FirstPause;
        }
    }

    private async Task BePresentAsync(CancellationToken cancellationToken)
    {
        if (board.IsPresenceDue)
        {
            await board.AnnounceAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
