using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

internal sealed partial class RedisInvocationStore
{
    private static readonly uint MayPause = AllowedBefore[(int)InvocationStatus.Paused];

    protected override async ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        using var waited = new Packer(request.Waited.Count * 16);
        using var row = new Packer(64);
        foreach (InvocationId id in request.Waited)
        {
            waited.Id(id);
        }

        HistoryRows.Write(row, new StatusStep(InvocationStatus.Paused, request.At), request.Fence.Owner, request.Fence.Owner);
        RedisValue[] arguments =
        [
            request.Waiter.Value.ToByteArray(bigEndian: true), ClaimReader.RunnerText(request.Fence.Owner), request.Fence.Epoch,
            MayPause, request.KeepEarlier ? 1 : 0, (byte[])row.Value!, (byte[])waited.Value!,
        ];
        byte[] answer = (byte[])(await database.RunAsync(RedisScript.Wait, arguments, cancellationToken).ConfigureAwait(false))!;
        InvocationId[] ids = Ids(answer.AsSpan(1));
        return answer[0] switch
        {
            (byte)'0' => WaitOutcome.Paused,
            (byte)'1' => new WaitOutcome(WaitResult.AlreadySettled, ids, []),
            (byte)'2' => new WaitOutcome(WaitResult.Cycle, [], ids),
            _ => WaitOutcome.FenceLost,
        };
    }

    private static InvocationId[] Ids(ReadOnlySpan<byte> bytes)
    {
        var ids = new InvocationId[bytes.Length / 16];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = new InvocationId(new Guid(bytes.Slice(i * 16, 16), bigEndian: true));
        }

        return ids;
    }
}
