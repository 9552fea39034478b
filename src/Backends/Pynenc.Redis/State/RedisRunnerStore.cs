using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Runners: a lease each, in one sorted set by its end.</summary>
internal sealed class RedisRunnerStore(RedisDatabase database) : RunnerStore
{
    private const int OwnedSize = 20;

    protected override async ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.RunAsync(
            RedisScript.Register, [database.Now, ClaimReader.RunnerText(runner.Id), Micros.Of(lease), Info(runner)], cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(
            RedisScript.Renew, [database.Now, ClaimReader.RunnerText(request.Runner), Micros.Of(request.Lease)], cancellationToken).ConfigureAwait(false);
        if (answer.Resp2Type == ResultType.Integer)
        {
            return RenewOutcome.Lost;
        }

        HashSet<HeldInvocation> owned = Owned((byte[])answer!);
        var listed = new HashSet<HeldInvocation>(request.Held);
        return new RenewOutcome(
            IsLost: false,
            NoLongerHeld: [.. request.Held.Where(h => !owned.Contains(h)).Select(h => h.Id)],
            NotListed: [.. owned.Where(h => !listed.Contains(h))]);
    }

    protected override async ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken) =>
        await database.RunAsync(RedisScript.Unregister, [ClaimReader.RunnerText(runner)], cancellationToken).ConfigureAwait(false);

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(RedisScript.Expire, [database.Now], cancellationToken).ConfigureAwait(false);
        RedisValue[] removed = (RedisValue[])answer!;
        var runners = new List<RunnerInfo>();
        for (int i = 0; i + 1 < removed.Length; i += 2)
        {
            runners.Add(Info((byte[])removed[i]!, (byte[])removed[i + 1]!));
        }

        return runners;
    }

    protected override async ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken)
    {
        HashEntry[] entries = await database.AskAsync(
            server => server.HashGetAllAsync(database.KeyOf("runner"), CommandFlags.DemandMaster), "list runners", cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(e => Info((byte[])e.Name!, (byte[])e.Value!)).OrderBy(r => r.StartedAt)];
    }

    private static HashSet<HeldInvocation> Owned(ReadOnlySpan<byte> bytes)
    {
        var owned = new HashSet<HeldInvocation>(bytes.Length / OwnedSize);
        var reader = new Unpacker(bytes);
        while (!reader.IsAtEnd)
        {
            owned.Add(new HeldInvocation(reader.Id(), reader.UInt32()));
        }

        return owned;
    }

    private static byte[] Info(RunnerInfo runner)
    {
        using var packer = new Packer(256);
        packer.Int64(runner.StartedAt.UtcTicks).UInt32(runner.ProcessId).UInt32(runner.Slots).Text16(runner.Kind).Text16(runner.Host);
        return (byte[])packer.Value!;
    }

    private static RunnerInfo Info(byte[] id, byte[] info)
    {
        var runner = new RunnerId(new Guid(id, bigEndian: true));
        if (info.Length == 0)
        {
            return new RunnerInfo(runner, "", "", 0, 0, default);
        }

        var reader = new Unpacker(info);
        var startedAt = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        int process = (int)reader.UInt32();
        int slots = (int)reader.UInt32();
        string kind = reader.Text(reader.UInt16());
        return new RunnerInfo(runner, kind, reader.Text(reader.UInt16()), process, slots, startedAt);
    }
}
