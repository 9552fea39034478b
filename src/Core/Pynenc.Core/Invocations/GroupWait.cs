using System.Threading.Channels;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>One wait for the members of a group: gathers what settles, and names the members to the store once, however often it pauses.</summary>
/// <remarks>Listeners are called from any thread; everything else is for the one flow that waits.</remarks>
internal sealed class GroupWait : IDisposable
{
    private readonly PynencApp _app;
    private readonly Channel<InvocationOutcome> _settled = Channel.CreateUnbounded<InvocationOutcome>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<(int Index, InvocationOutcome Outcome)> _come = new();
    private readonly Action<InvocationOutcome> _onSettled;

    /// <summary>The ids that have not settled, each with its first place.</summary>
    private readonly Dictionary<InvocationId, int> _left;

    /// <summary>The further places of ids that have several: calls that joined another. There are rarely any.</summary>
    private readonly ILookup<InvocationId, int>? _joined;
    private readonly InvocationId[] _ids;

    public GroupWait(PynencApp app, IReadOnlyList<InvocationId> members)
    {
        _app = app;
        _left = new Dictionary<InvocationId, int>(members.Count);
        List<int>? joined = null;
        for (int i = 0; i < members.Count; i++)
        {
            if (!_left.TryAdd(members[i], i))
            {
                (joined ??= []).Add(i);
            }
        }

        _joined = joined?.ToLookup(i => members[i]);
        _ids = [.. _left.Keys];
        _onSettled = outcome => _settled.Writer.TryWrite(outcome);
    }

    /// <summary>True when every member has settled.</summary>
    public bool IsAll => _left.Count == 0;

    /// <summary>True when something has come that was not taken yet.</summary>
    public bool HasCome => _come.Count > 0;

    /// <summary>True when a member has settled without success.</summary>
    public bool HasFailure { get; private set; }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _app.Settled.Listen(_ids, _onSettled);
        await _app.Settled.CheckAsync(_ids, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the next that has come. Never waits.</summary>
    public bool TryTake(out int index, out InvocationOutcome outcome)
    {
        bool isThere = _come.TryDequeue(out (int Index, InvocationOutcome Outcome) next);
        (index, outcome) = next;
        return isThere;
    }

    /// <summary>Waits until enough has come, in one pause of the body that waits, if one does.</summary>
    public async ValueTask WaitAsync(Func<GroupWait, bool> isEnough, CancellationToken cancellationToken)
    {
        Gather();
        while (!isEnough(this))
        {
            if (InvocationContext.Current is not { } context || context.App != _app)
            {
                await GatherUntilAsync(isEnough, cancellationToken).ConfigureAwait(false);
                return;
            }

            // Only what has not come yet: the store answers at once when something named is settled, and that must be news.
            await context.Execution.PauseAsync(
                this, () => [.. _left.Keys], token => GatherUntilAsync(isEnough, token), cancellationToken).ConfigureAwait(false);
            Gather();
        }
    }

    public void Dispose() => _app.Settled.Ignore(_ids, _onSettled);

    private async Task GatherUntilAsync(Func<GroupWait, bool> isEnough, CancellationToken cancellationToken)
    {
        do
        {
            await _settled.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            Gather();
        }
        while (!isEnough(this));
    }

    private void Gather()
    {
        while (_settled.Reader.TryRead(out InvocationOutcome outcome))
        {
            if (!_left.Remove(outcome.Id, out int first))
            {
                continue;
            }

            HasFailure |= outcome.Status != InvocationStatus.Success;
            _come.Enqueue((first, outcome));
            if (_joined is not null)
            {
                foreach (int index in _joined[outcome.Id])
                {
                    _come.Enqueue((index, outcome));
                }
            }
        }
    }
}
