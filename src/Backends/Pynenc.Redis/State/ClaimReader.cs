using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Reads what claims answer; fetches the long calls, which the scripts leave where they are.</summary>
internal sealed class ClaimReader(RedisDatabase database, NameCache names)
{
    private const int Claimed = 0;
    private const int NotAvailable = 1;
    private const int NotDue = 2;
    private const int Blocked = 4;
    private const int Dropped = 5;

    /// <summary>A runner as the scripts name it.</summary>
    public static byte[] RunnerText(RunnerId runner) => runner.Value.ToByteArray(bigEndian: true);

    /// <summary>The history row of a claim.</summary>
    public static byte[] Row(RunnerId runner, DateTimeOffset at)
    {
        using var packer = new Packer(64);
        HistoryRows.Write(packer, new StatusStep(InvocationStatus.Pending, at), runner, claimant: null);
        return (byte[])packer.Value!;
    }

    /// <summary>Reads the outcomes of a claim.</summary>
    public ValueTask ReadAsync(byte[] answer, IReadOnlyList<InvocationId> ids, ClaimOutcome[] outcomes, int first, int count)
    {
        List<int>? apart = null;
        var reader = new Unpacker(answer);
        for (int i = first; i < first + count; i++)
        {
            switch (reader.Byte())
            {
                case Claimed:
                    var stored = new StoredInvocation(ids[i], reader.Take(reader.Length32()));
                    outcomes[i] = new ClaimOutcome(ClaimResult.Claimed, Read(stored));
                    if (stored.Flags.HasFlag(InvocationFlags.CallApart))
                    {
                        (apart ??= []).Add(i);
                    }

                    break;
                case NotDue:
                    outcomes[i] = new ClaimOutcome(ClaimResult.NotDue, NotBefore: Micros.Time(reader.Double()));
                    break;
                case NotAvailable:
                    outcomes[i] = new ClaimOutcome(ClaimResult.NotAvailable);
                    break;
                case Blocked:
                    outcomes[i] = new ClaimOutcome(ClaimResult.Blocked);
                    break;
                case Dropped:
                    outcomes[i] = new ClaimOutcome(ClaimResult.Dropped);
                    break;
                default:
                    outcomes[i] = new ClaimOutcome(ClaimResult.Unknown);
                    break;
            }
        }

        return apart is null ? ValueTask.CompletedTask : FetchAsync();

        async ValueTask FetchAsync()
        {
            foreach (int i in apart)
            {
                outcomes[i] = outcomes[i] with { Claimed = await WithCallAsync(outcomes[i].Claimed!).ConfigureAwait(false) };
            }
        }
    }

    /// <summary>Reads what a take answers: the ids and heads of all that was claimed.</summary>
    public async ValueTask<IReadOnlyList<ClaimedInvocation>> ReadTakenAsync(byte[] answer)
    {
        (ClaimedInvocation[] claimed, List<int>? apart) = ReadAll(answer);
        foreach (int i in apart ?? [])
        {
            claimed[i] = await WithCallAsync(claimed[i]).ConfigureAwait(false);
        }

        return claimed;
    }

    private (ClaimedInvocation[] Claimed, List<int>? Apart) ReadAll(byte[] answer)
    {
        var claimed = new List<ClaimedInvocation>();
        List<int>? apart = null;
        var reader = new Unpacker(answer);
        while (!reader.IsAtEnd)
        {
            InvocationId id = reader.Id();
            var stored = new StoredInvocation(id, reader.Take(reader.Length32()));
            if (stored.Flags.HasFlag(InvocationFlags.CallApart))
            {
                (apart ??= []).Add(claimed.Count);
            }

            claimed.Add(Read(stored));
        }

        return ([.. claimed], apart);
    }

    private ClaimedInvocation Read(StoredInvocation stored) =>
        new(stored.Record(names), stored.Fence!.Value, stored.Retries, stored.Recoveries);

    private async ValueTask<ClaimedInvocation> WithCallAsync(ClaimedInvocation claimed)
    {
        RedisValue call = await database.AskAsync(
            server => server.StringGetAsync(database.KeyOf("call:", claimed.Record.Id), CommandFlags.DemandMaster), "get", CancellationToken.None).ConfigureAwait(false);
        return call.IsNull ? claimed : claimed with { Record = InvocationPacking.ReadCall(claimed.Record, (byte[])call!) };
    }
}
