using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>Large arguments and results of a body: read before it starts, stored after it has ended.</summary>
/// <remarks>A store that is away is asked again until it answers or the body is told to stop: what a body has done is not thrown away for that.</remarks>
internal static class LargeValues
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <exception cref="PayloadException">A value is missing or damaged.</exception>
    public static async ValueTask<ClaimedInvocation> ReadArgumentsAsync(InvocationContext context)
    {
        InvocationRecord record = context.Claimed.Record;
        if (!PayloadEnvelope.IsOne(record.Arguments))
        {
            return context.Claimed;
        }

        ReadOnlyMemory<byte> arguments =
            await PatientlyAsync(token => context.App.Large.ReadAsync(record.Arguments, token), context).ConfigureAwait(false);
        return context.Claimed with { Record = record with { Arguments = arguments } };
    }

    public static async ValueTask<BodyEnd> StoreResultAsync(ReadOnlyMemory<byte> result, InvocationContext context)
    {
        if (!context.App.Large.IsLarge(result))
        {
            return new BodyEnd(InvocationStatus.Success, result);
        }

        (ReadOnlyMemory<byte> payload, IReadOnlyList<ContentKey> contents) =
            await PatientlyAsync(token => context.App.Large.StoreAsync(result, token), context).ConfigureAwait(false);
        return new BodyEnd(InvocationStatus.Success, payload, Contents: contents);
    }

    private static async ValueTask<T> PatientlyAsync<T>(Func<CancellationToken, ValueTask<T>> work, InvocationContext context)
    {
        CancellationToken token = context.Execution.CancellationToken;
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await work(token).ConfigureAwait(false);
            }
            catch (BackendException error) when (error.IsTransient && !token.IsCancellationRequested)
            {
                context.App.Logger.LargeValueFailed(context.InvocationId, pause.TotalMilliseconds, error);
            }

            await Task.Delay(pause, context.App.Time, token).ConfigureAwait(false);
        }
    }
}
