using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>The verbs, each a script that does its step for many invocations at once.</summary>
internal sealed partial class RedisInvocationStore(RedisDatabase database, NameCache names, ClaimReader claims) : InvocationStore
{
    protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        var outcomes = new PublishOutcome[records.Count];
        await Batches.RunAsync(records, InvocationPacking.Write, async (request, first, count) =>
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Publish, [database.Now, database.Colocated, database.Sender, request.Value], cancellationToken).ConfigureAwait(false);
            ReadPublished((byte[])answer!, records, outcomes, first, count);
        }).ConfigureAwait(false);
        if (database.IsColocated)
        {
            database.Work.Pulse();
        }

        return outcomes;
    }

    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        if (database.IsColocated)
        {
            return;
        }

        // A mark is a member that names the routing it stands for, so taking it out needs no look at the invocation.
        foreach (Route[] some in routes.Chunk(Batches.MostItems))
        {
            RedisValue[] members = [.. some.Select(Mark)];
            await database.AskAsync(
                async server =>
                {
                    Task<long> due = server.SortedSetRemoveAsync(database.KeyOf("due"), members, CommandFlags.DemandMaster);
                    Task<long> marked = server.SortedSetRemoveAsync(database.KeyOf("marked"), members, CommandFlags.DemandMaster);
                    return await due.ConfigureAwait(false) + await marked.ConfigureAwait(false);
                },
                "mark routed",
                cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(
        ClaimRequest request, CancellationToken cancellationToken)
    {
        var outcomes = new ClaimOutcome[request.Ids.Count];
        RedisValue runner = ClaimReader.RunnerText(request.Runner);
        RedisValue row = ClaimReader.Row(request.Runner, request.At);
        await Batches.RunAsync(request.Ids, static (packer, id) => packer.Id(id), async (ids, first, count) =>
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Claim, [database.Now, database.Colocated, runner, row, ids.Value], cancellationToken).ConfigureAwait(false);
            if (answer.Resp2Type == ResultType.Integer)
            {
                outcomes.AsSpan(first, count).Fill(new ClaimOutcome(ClaimResult.RunnerLost));
                return;
            }

            await claims.ReadAsync((byte[])answer!, request.Ids, outcomes, first, count).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return outcomes;
    }

    private static void ReadPublished(byte[] answer, IReadOnlyList<InvocationRecord> records, PublishOutcome[] outcomes, int first, int count)
    {
        var holders = new Unpacker(answer.AsSpan(count));
        for (int i = 0; i < count; i++)
        {
            InvocationId id = records[first + i].Id;
            outcomes[first + i] = answer[i] switch
            {
                (byte)'1' => new PublishOutcome(PublishResult.Published, id),
                (byte)'2' => new PublishOutcome(PublishResult.Joined, holders.Id()),
                _ => new PublishOutcome(PublishResult.Existing, id),
            };
        }
    }

    private static RedisValue Mark(Route route)
    {
        byte[] member = new byte[20];
        route.Id.Value.TryWriteBytes(member, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(member.AsSpan(16), (uint)route.Sequence);
        return member;
    }
}
