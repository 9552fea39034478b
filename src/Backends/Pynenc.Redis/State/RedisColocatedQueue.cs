using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Takes work in one script: the entries leave the queue, the invocations get their owner.</summary>
internal sealed class RedisColocatedQueue(RedisDatabase database, ClaimReader claims) : ColocatedQueue
{
    /// <summary>How many entries that nobody can claim one look passes over.</summary>
    private const int MostPassedOver = 2000;

    public override async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1);
        var wait = new QueueWait(database, request.MaxWait);
        while (true)
        {
            Task came = database.Work.Next;
            RedisValue[] arguments =
            [
                database.Now, ClaimReader.RunnerText(request.Runner), ClaimReader.Row(request.Runner, database.App.Time.GetUtcNow()),
                Math.Min(request.MaxCount, Batches.MostItems), MostPassedOver, .. QueueWait.Names(request.Queues),
            ];
            RedisResult answer = await database.RunAsync(RedisScript.Take, arguments, cancellationToken).ConfigureAwait(false);
            switch (answer.Resp2Type)
            {
                case ResultType.Integer:
                    return new TakeOutcome(IsRunnerLost: true, []);
                case ResultType.BulkString:
                    return new TakeOutcome(IsRunnerLost: false, await claims.ReadTakenAsync((byte[])answer!).ConfigureAwait(false));
                default:
                    long passedOver = (long)answer[1];
                    if (passedOver > 0)
                    {
                        database.Logger.StaleEntries(passedOver);
                    }

                    // It stopped looking, and what it has not looked at gives no signal.
                    if (passedOver >= MostPassedOver)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        break;
                    }

                    if (!await wait.AgainAsync(came, (long)answer[0], cancellationToken).ConfigureAwait(false))
                    {
                        return TakeOutcome.Empty;
                    }

                    break;
            }
        }
    }
}
