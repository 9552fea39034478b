using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Finds what needs care, each question by an index that holds little else.</summary>
internal sealed class RedisSweepStore(RedisDatabase database, NameCache names) : SweepStore
{
    protected override async ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken)
    {
        RedisResult answer = await database.RunAsync(RedisScript.Orphans, [limit], cancellationToken).ConfigureAwait(false);
        return Orphans((byte[])answer!);
    }

    protected override async ValueTask<UnroutedPage> FindUnroutedCoreAsync(
        DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken)
    {
        if (database.IsColocated)
        {
            return new UnroutedPage([], null);
        }

        RedisResult answer = await database.RunAsync(
            RedisScript.Unrouted, [Micros.Of(now), Micros.Of(markedBefore), limit], cancellationToken).ConfigureAwait(false);
        return new UnroutedPage(Routes((byte[])answer[1]!), Micros.Time((double)answer[0]));
    }

    protected override async ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        var stalled = new List<Route>();
        for (long from = 0; from >= 0 && stalled.Count < limit;)
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Stalled, [database.Now, Micros.Of(since), limit, from, database.Colocated], cancellationToken).ConfigureAwait(false);
            from = (long)answer[0];
            stalled.AddRange(Routes((byte[])answer[1]!).Select(r => r with { NotBefore = null }));
        }

        return [.. stalled.Take(limit)];
    }

    protected override async ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
        IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken)
    {
        var parked = new List<InvocationId>();
        for (long from = 0; from >= 0 && parked.Count < limit;)
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Parked, [(int)InvocationStatus.Parked, from], cancellationToken).ConfigureAwait(false);
            from = (long)answer[0];
            AddParked(parked, (byte[])answer[1]!, tasks, reasonPrefix);
        }

        return [.. parked.Take(limit)];
    }

    protected override async ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        RedisValue[] statuses = [.. request.Statuses.Distinct().Select(s => (RedisValue)(int)s)];
        long removed = 0;
        bool isMore = true;
        while (isMore && removed < request.Limit)
        {
            long some = Math.Min(Batches.MostItems, request.Limit - removed);
            RedisResult answer = await database.RunAsync(
                RedisScript.Prune, [database.Now, Micros.Of(request.EndedBefore), some, .. statuses], cancellationToken).ConfigureAwait(false);
            removed += (long)answer[0];
            isMore = (long)answer[1] == 1;
        }

        return (int)removed;
    }

    protected override async ValueTask<int> DeleteCoreAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        long removed = 0;
        await Batches.RunAsync([.. ids.Distinct()], static (packer, id) => packer.Id(id), async (request, _, _) =>
        {
            RedisResult answer = await database.RunAsync(RedisScript.Delete, [request.Value], cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref removed, (long)answer);
        }).ConfigureAwait(false);
        return (int)removed;
    }

    private void AddParked(List<InvocationId> parked, ReadOnlySpan<byte> found, IReadOnlyCollection<TaskId> tasks, string reasonPrefix)
    {
        var reader = new Unpacker(found);
        while (!reader.IsAtEnd)
        {
            InvocationId id = reader.Id();
            var stored = new StoredInvocation(id, reader.Take(reader.Length32()));
            if (tasks.Contains(stored.Task(names)) && (HistoryRows.First(stored.Rows).Reason ?? "").StartsWith(reasonPrefix, StringComparison.Ordinal))
            {
                parked.Add(id);
            }
        }
    }

    private List<Route> Routes(ReadOnlySpan<byte> found)
    {
        var routes = new List<Route>();
        var reader = new Unpacker(found);
        while (!reader.IsAtEnd)
        {
            InvocationId id = reader.Id();
            routes.Add(new StoredInvocation(id, reader.Take(reader.Length32())).Route(names));
        }

        return routes;
    }

    private static List<Orphan> Orphans(ReadOnlySpan<byte> found)
    {
        var orphans = new List<Orphan>();
        var reader = new Unpacker(found);
        while (!reader.IsAtEnd)
        {
            InvocationId id = reader.Id();
            var stored = new StoredInvocation(id, reader.Take(InvocationLayout.Head));
            orphans.Add(new Orphan(id, stored.Status, stored.Fence, stored.Recoveries));
        }

        return orphans;
    }
}
