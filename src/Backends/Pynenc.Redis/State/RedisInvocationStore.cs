using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>The verbs, each a script that does its step for many invocations at once.</summary>
internal sealed partial class RedisInvocationStore(RedisDatabase database, ColocationMode mode, NameCache names, ClaimReader claims) : InvocationStore
{
    protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        var outcomes = new PublishOutcome[records.Count];
        await Batches.RunAsync(records, InvocationPacking.Write, async (request, first, count) =>
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Publish, [database.Now, mode.Value, database.Sender, request.Value], cancellationToken).ConfigureAwait(false);
            Read((byte[])answer!, outcomes.AsSpan(first, count));
        }).ConfigureAwait(false);
        if (mode.IsColocated)
        {
            database.Work.Pulse();
        }

        return outcomes;

        static void Read(byte[] digits, Span<PublishOutcome> outcomes)
        {
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = digits[i] == (byte)'1' ? PublishOutcome.Published : PublishOutcome.Existing;
            }
        }
    }

    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        if (mode.IsColocated)
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
                RedisScript.Claim, [database.Now, runner, row, ids.Value], cancellationToken).ConfigureAwait(false);
            if (answer.Resp2Type == ResultType.Integer)
            {
                outcomes.AsSpan(first, count).Fill(new ClaimOutcome(ClaimResult.RunnerLost));
                return;
            }

            await claims.ReadAsync((byte[])answer!, request.Ids, outcomes, first, count).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return outcomes;
    }

    private static RedisValue Mark(Route route)
    {
        byte[] member = new byte[20];
        route.Id.Value.TryWriteBytes(member, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(member.AsSpan(16), (uint)route.Sequence);
        return member;
    }
}
