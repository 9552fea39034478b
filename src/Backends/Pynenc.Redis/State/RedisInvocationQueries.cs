using System.Text;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Questions: single invocations by their key, pages by the columns.</summary>
internal sealed class RedisInvocationQueries(RedisDatabase database, NameCache names) : InvocationQueries
{
    protected override async ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken)
    {
        RedisValue stored = await GetAsync("i:", id, cancellationToken).ConfigureAwait(false);
        if (stored.IsNull)
        {
            return null;
        }

        var page = new List<InvocationState>();
        await AddAsync(page, [(id, (byte[])stored!)], cancellationToken).ConfigureAwait(false);
        return page.Count == 0 ? null : page[0];
    }

    protected override async ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        var outcomes = new List<InvocationOutcome>(ids.Count);
        foreach (InvocationId[] some in ids.Distinct().Chunk(Batches.MostItems))
        {
            RedisValue[] found = await GetAsync("i:", some, cancellationToken).ConfigureAwait(false);
            int first = outcomes.Count;
            List<int>? apart = null;
            for (int i = 0; i < some.Length; i++)
            {
                if (!found[i].IsNull && Outcome(some[i], (byte[])found[i]!, out bool isApart) is var outcome)
                {
                    outcomes.Add(outcome);
                    if (isApart)
                    {
                        (apart ??= []).Add(outcomes.Count - 1);
                    }
                }
            }

            // One by one, because each is long.
            foreach (int index in apart ?? [])
            {
                RedisValue payload = await GetAsync("result:", outcomes[index].Id, cancellationToken).ConfigureAwait(false);
                outcomes[index] = outcomes[index] with { Payload = payload.IsNull ? null : (ReadOnlyMemory<byte>?)(byte[])payload! };
            }
        }

        return outcomes;
    }

    protected override async ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(
        InvocationId id, CancellationToken cancellationToken)
    {
        RedisValue found = await GetAsync("i:", id, cancellationToken).ConfigureAwait(false);
        if (found.IsNull)
        {
            return [];
        }

        byte[] stored = (byte[])found!;
        byte[] spilled = [];
        if (new StoredInvocation(id, stored).Flags.HasFlag(InvocationFlags.Spilled))
        {
            spilled = (byte[]?)await GetAsync("history:", id, cancellationToken).ConfigureAwait(false) ?? [];
        }

        var invocation = new StoredInvocation(id, stored);
        return HistoryRows.All(invocation.Rows, spilled, invocation.Sequence);
    }

    protected override async ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken)
    {
        HashEntry[] counts = await database.AskAsync(
            server => server.HashGetAllAsync(database.KeyOf("count"), CommandFlags.DemandMaster), "count", cancellationToken).ConfigureAwait(false);
        return [.. counts.Where(c => (long)c.Value > 0).Select(Count)];
    }

    protected override async ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        // One more than wanted tells whether there is a next page.
        var items = new List<InvocationState>(limit + 1);
        string task = filter.Task?.Value ?? "";
        RedisValue[] conditions =
        [
            (int)(filter.Status ?? 0), task.Length == 0 ? RedisValue.EmptyString : TaskHash(task), task,
            filter.Parent?.Value.ToByteArray(bigEndian: true) ?? [], filter.Workflow?.Value.ToByteArray(bigEndian: true) ?? [],
            filter.RegisteredFrom is { } from ? Micros.Of(from) : RedisValue.EmptyString,
            filter.RegisteredBefore is { } before ? Micros.Of(before) + 1 : RedisValue.EmptyString,
        ];
        while (after >= 0 && items.Count <= limit)
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Page, [after, limit + 1 - items.Count, .. conditions], cancellationToken).ConfigureAwait(false);
            after = (long)answer[0];
            var found = new List<InvocationState>();
            await AddAsync(found, Split((byte[])answer[1]!), cancellationToken).ConfigureAwait(false);
            items.AddRange(found.Where(state => Matches(state, filter)));
        }

        return items.Count <= limit
            ? new InvocationPage(items, null)
            : new InvocationPage(items[..limit], items[limit - 1].Number);
    }

    protected override async ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(RedisScript.Concurrency, [key], cancellationToken).ConfigureAwait(false);
        return new ConcurrencyState(key, Ids((byte[])answer[1]!), (long)answer[0]);
    }

    private static InvocationId[] Ids(ReadOnlySpan<byte> bytes)
    {
        var ids = new InvocationId[bytes.Length / 16];
        var reader = new Unpacker(bytes);
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.Id();
        }

        return ids;
    }

    /// <summary>What the columns do not tell exactly, or not at all.</summary>
    private static bool Matches(InvocationState state, InvocationFilter filter) =>
        (filter.Status is not { } status || state.Status == status) &&
        (filter.Workflow is not { } workflow || state.Record.Workflow == workflow) &&
        !(state.Record.RegisteredAt < filter.RegisteredFrom) &&
        !(state.Record.RegisteredAt >= filter.RegisteredBefore) &&
        (filter.Text is not { } text || Contains(state, text));

    private static bool Contains(InvocationState state, string text) =>
        Encoding.UTF8.GetString(state.Record.Arguments.Span).Contains(text, StringComparison.OrdinalIgnoreCase) ||
        state.Reason?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static byte[] TaskHash(string task)
    {
        byte[] hash = new byte[2];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(hash, InvocationLayout.Hash(Encoding.UTF8.GetBytes(task)));
        return hash;
    }

    private StatusCount Count(HashEntry entry)
    {
        byte[] field = (byte[])entry.Name!;
        return new StatusCount(names.Task(field.AsSpan(1)), (InvocationStatus)field[0], (long)entry.Value);
    }

    private static List<(InvocationId Id, byte[] Stored)> Split(ReadOnlySpan<byte> found)
    {
        var all = new List<(InvocationId Id, byte[] Stored)>();
        var reader = new Unpacker(found);
        while (!reader.IsAtEnd)
        {
            InvocationId id = reader.Id();
            all.Add((id, reader.Take(reader.Length32()).ToArray()));
        }

        return all;
    }

    /// <summary>Adds what was found, with the calls that lie apart; what was removed meanwhile is left out.</summary>
    private async ValueTask AddAsync(List<InvocationState> items, List<(InvocationId Id, byte[] Stored)> found, CancellationToken cancellationToken)
    {
        foreach ((InvocationId id, byte[] stored) in found)
        {
            InvocationRecord? record = Record(id, stored) ?? await WithCallAsync(id, stored, cancellationToken).ConfigureAwait(false);
            if (record is not null)
            {
                items.Add(new StoredInvocation(id, stored).State(record));
            }
        }
    }

    private InvocationRecord? Record(InvocationId id, byte[] bytes)
    {
        var stored = new StoredInvocation(id, bytes);
        return stored.Flags.HasFlag(InvocationFlags.CallApart) ? null : stored.Record(names);
    }

    private async ValueTask<InvocationRecord?> WithCallAsync(InvocationId id, byte[] stored, CancellationToken cancellationToken)
    {
        RedisValue call = await GetAsync("call:", id, cancellationToken).ConfigureAwait(false);
        return call.IsNull ? null : InvocationPacking.ReadCall(new StoredInvocation(id, stored).Record(names), (byte[])call!);
    }

    private static InvocationOutcome Outcome(InvocationId id, byte[] bytes, out bool isApart)
    {
        var stored = new StoredInvocation(id, bytes);
        isApart = stored.Flags.HasFlag(InvocationFlags.PayloadApart);
        ReadOnlyMemory<byte>? payload = stored.Flags.HasFlag(InvocationFlags.HasPayload) ? stored.Payload.ToArray() : (ReadOnlyMemory<byte>?)null;
        return new InvocationOutcome(id, stored.Status, payload, HistoryRows.First(stored.Rows).Reason);
    }

    private Task<RedisValue> GetAsync(string kind, InvocationId id, CancellationToken cancellationToken) => database.AskAsync(
        server => server.StringGetAsync(database.KeyOf(kind, id), CommandFlags.DemandMaster), "get", cancellationToken);

    private Task<RedisValue[]> GetAsync(string kind, InvocationId[] ids, CancellationToken cancellationToken) => database.AskAsync(
        server => server.StringGetAsync([.. ids.Select(id => database.KeyOf(kind, id))], CommandFlags.DemandMaster), "get", cancellationToken);
}
