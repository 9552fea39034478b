using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Takes work in one script: the entries leave the queue, the invocations get their owner.</summary>
internal sealed class RedisColocatedQueue(RedisDatabase database, ClaimReader claims) : ColocatedQueue
{
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
                Math.Min(request.MaxCount, Batches.MostItems), .. QueueWait.Names(request.Queues),
            ];
            RedisResult answer = await database.RunAsync(RedisScript.Take, arguments, cancellationToken).ConfigureAwait(false);
            switch (answer.Resp2Type)
            {
                case ResultType.Integer:
                    return new TakeOutcome(IsRunnerLost: true, []);
                case ResultType.BulkString:
                    return new TakeOutcome(IsRunnerLost: false, await claims.ReadTakenAsync((byte[])answer!).ConfigureAwait(false));
                default:
                    if ((long)answer[1] is > 0 and long stale)
                    {
                        database.Logger.StaleEntries(stale);
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
