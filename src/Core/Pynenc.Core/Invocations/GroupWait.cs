using System.Threading.Channels;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>One wait for the members of a group; names them to the store once, however often it pauses.</summary>
internal sealed class GroupWait(PynencApp app, IReadOnlyList<InvocationId> ids, Action<InvocationOutcome> onSettled) : IDisposable
{
    private bool _isNamed;

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        foreach (InvocationId id in ids)
        {
            app.Settled.Listen(id, onSettled);
        }

        await app.Settled.CheckAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WaitAsync(ChannelReader<InvocationOutcome> settled, CancellationToken cancellationToken)
    {
        if (InvocationContext.Current is not { } context || context.App != app)
        {
            await settled.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await context.Execution.PauseAsync(
            _isNamed ? [] : ids, token => settled.WaitToReadAsync(token).AsTask(), cancellationToken).ConfigureAwait(false);
        _isNamed = true;
    }

    public void Dispose()
    {
        foreach (InvocationId id in ids)
        {
            app.Settled.Ignore(id, onSettled);
        }
    }
}
