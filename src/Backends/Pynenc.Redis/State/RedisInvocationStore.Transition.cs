using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

internal sealed partial class RedisInvocationStore
{
    private const int Fenced = 1;
    private const int Overrides = 2;
    private const int Paid = 4;
    private const int PaidApart = 8;

    /// <summary>Nobody can have applied it before: no path leads through a claim.</summary>
    private const int First = 16;

    /// <summary>For each pair of a first status and a next one, whether it is allowed, as bits of what may come before.</summary>
    private static readonly uint[] AllowedBefore = BitsBefore();

    protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
        IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new TransitionOutcome[requests.Count];
        await Batches.RunAsync(requests, Write, async (request, first, count) =>
        {
            RedisResult answer = await database.RunAsync(
                RedisScript.Transition, [database.Now, database.Colocated, database.Sender, request.Value], cancellationToken).ConfigureAwait(false);
            ReadTransitions((byte[])answer!, outcomes, first, count);
        }).ConfigureAwait(false);
        if (database.IsColocated && requests.Any(r => !r.Target.IsOwned()))
        {
            database.Work.Pulse();
        }

        return outcomes;
    }

    /// <summary>The statuses from which the whole path is allowed, a bit for each; none when one of its later steps is not.</summary>
    private static uint From(IReadOnlyList<StatusStep> path)
    {
        for (int i = 0; i < path.Count; i++)
        {
            // Only a claim makes an owner, under a new epoch; a path does not.
            if (path[i].Status == InvocationStatus.Pending || (i > 0 && !path[i - 1].Status.CanMoveTo(path[i].Status)))
            {
                return 0;
            }
        }

        return AllowedBefore[(int)path[0].Status];
    }

    private static uint[] BitsBefore()
    {
        uint[] bits = new uint[32];
        foreach (InvocationStatus from in StatusMachine.All)
        {
            foreach (InvocationStatus to in from.Next())
            {
                bits[(int)to] |= 1u << (int)from;
            }
        }

        return bits;
    }

    private static void Write(Packer packer, TransitionRequest request)
    {
        IReadOnlyList<StatusStep> path = request.Path;
        bool isApart = request.Payload?.Length > InvocationLayout.LongestPayload;
        int bits = (request.Fence is null ? 0 : Fenced) | (path[0].Status.OverridesOwner() ? Overrides : 0) |
            (request.Payload is null ? 0 : Paid) | (isApart ? PaidApart : 0) |
            (path.Count > 1 && Count(path, InvocationStatus.Pending) > 0 ? First : 0);
        packer.Id(request.Id).Byte(bits).Byte((int)request.Target)
            .Guid(request.Fence?.Owner.Value ?? Guid.Empty).UInt32(request.Fence?.Epoch ?? 0)
            .UInt32(From(path)).Double(Micros.Due(request.NotBefore))
            .UInt16(path.Count).UInt16(Count(path, InvocationStatus.Retry)).UInt16(Count(path, InvocationStatus.RunningRecovery));
        int size = packer.Length;
        packer.UInt32(0).UInt32(request.Payload?.Length ?? 0).UInt16(request.Contents.Count);
        int rows = packer.Length;
        for (int i = path.Count - 1; i >= 0; i--)
        {
            HistoryRows.Write(packer, path[i], request.By, request.Fence?.Owner);
        }

        packer.WriteUInt32At(size, packer.Length - rows);
        if (request.Payload is { } payload)
        {
            packer.Bytes(payload.Span);
        }

        InvocationPacking.WriteContents(packer, request.Contents);
    }

    private static int Count(IReadOnlyList<StatusStep> path, InvocationStatus status)
    {
        int count = 0;
        for (int i = 0; i < path.Count; i++)
        {
            count += path[i].Status == status ? 1 : 0;
        }

        return count;
    }

    private void ReadTransitions(byte[] answer, TransitionOutcome[] outcomes, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var result = (TransitionResult)answer[i * 2];
            outcomes[first + i] = new TransitionOutcome(result, result == TransitionResult.Unknown ? null : (InvocationStatus)answer[(i * 2) + 1]);
        }

        var routes = new Unpacker(answer.AsSpan(count * 2));
        while (!routes.IsAtEnd)
        {
            int index = first + routes.Length32();
            bool isHanded = routes.Byte() == 1;
            var stored = new StoredInvocation(routes.Id(), routes.Take(routes.Length32()));
            TransitionOutcome outcome = outcomes[index];
            outcomes[index] = isHanded
                ? outcome with { Handed = [.. outcome.Handed ?? [], stored.Route(names)] }
                : outcome with { ToRoute = stored.Route(names) };
        }
    }
}
