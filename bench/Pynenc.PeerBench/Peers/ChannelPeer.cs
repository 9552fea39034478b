using System.Threading.Channels;

namespace Pynenc.PeerBench.Peers;

/// <summary>An unbounded channel of delegates.</summary>
internal sealed class ChannelPeer : IPeer
{
    private readonly Channel<Action> _channel = Channel.CreateUnbounded<Action>();
    private Action _onRun = () => { };
    private Task[] _readers = [];

    public Task StartAsync(Action onRun)
    {
        _onRun = onRun;
        _readers = [.. Enumerable.Range(0, PeerKinds.Workers).Select(_ => Task.Run(ReadAsync))];
        return Task.CompletedTask;
    }

    public async Task RunAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _channel.Writer.WriteAsync(() => _onRun());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.Complete();
        await Task.WhenAll(_readers);
    }

    private async Task ReadAsync()
    {
        await foreach (Action work in _channel.Reader.ReadAllAsync())
        {
            work();
        }
    }
}
