using System.Threading.Channels;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>One wait for the members of a group; names them to the store once, however often it pauses.</summary>
internal sealed class GroupWait(PynencApp app, IReadOnlyList<InvocationId> ids, Action<InvocationOutcome> onSettled) : IDisposable
{
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        app.Settled.Listen(ids, onSettled);
        await app.Settled.CheckAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WaitAsync(
        ChannelReader<InvocationOutcome> settled, IReadOnlyCollection<InvocationId> left, CancellationToken cancellationToken)
    {
        if (InvocationContext.Current is not { } context || context.App != app)
        {
            await settled.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // Only what has not come yet: the store answers at once when something named is settled, and that must be news.
        await context.Execution.PauseAsync(
            this, () => [.. left], token => settled.WaitToReadAsync(token).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => app.Settled.Ignore(ids, onSettled);
}
