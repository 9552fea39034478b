using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

/// <summary>One life of the channel that receives. When it ends, the server gives to others whatever was not acknowledged on it.</summary>
internal sealed class Session(ServerLink link, IConnection connection, IChannel channel, Lock gate)
{
    /// <summary>Held while acknowledgements are written: one that stands for many must not overtake another.</summary>
    private readonly SemaphoreSlim _writing = new(1, 1);

    public IConnection Connection => connection;

    public IChannel Channel => channel;

    /// <summary>Reads which queues there are; <see langword="null"/> until somebody wants all.</summary>
    public NameStream? Names { get; set; }

    /// <summary>The queues looked at so far. The lock protects this and what follows.</summary>
    public List<Lane> Lanes { get; } = [];

    public Unsettled Unsettled { get; } = new();

    public bool IsLost { get; private set; }

    public Lane LaneOf(PhysicalQueue queue)
    {
        Lane? lane = Lanes.Find(l => l.Queue == queue);
        if (lane is null)
        {
            Lanes.Add(lane = new Lane(queue));
        }

        return lane;
    }

    /// <summary>Takes note of a message.</summary>
    public Held Add(Lane lane, InvocationId? id, ulong tag)
    {
        var held = new Held(this, lane, id ?? default, tag) { State = id is null ? HeldState.SetAside : HeldState.Stock };
        Unsettled.Add(held);
        lane.Received++;
        return held;
    }

    /// <summary>The channel has ended: nothing that came over it is held any more.</summary>
    public void Lose()
    {
        IsLost = true;
        foreach (Held held in Unsettled.All)
        {
            held.State = HeldState.Settled;
            if (held.Lot is { } lot)
            {
                lot.Open--;
            }
        }

        foreach (Lane lane in Lanes)
        {
            lane.Stock.Clear();
            lane.Subscription = null;
        }
    }

    /// <summary>Takes messages off the server for good. Those that are settled already are passed over.</summary>
    public ValueTask AckAsync(Func<IReadOnlyList<Held>> choose, CancellationToken cancellationToken) => WriteAsync(
        choose,
        async (held, token) =>
        {
            (ulong upTo, List<ulong> single) = held;
            if (upTo > 0)
            {
                await channel.BasicAckAsync(upTo, multiple: true, token).ConfigureAwait(false);
            }

            foreach (ulong tag in single)
            {
                await channel.BasicAckAsync(tag, multiple: false, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Gives messages back to their queues, in this order. Those that are settled already are passed over.</summary>
    public ValueTask ReturnAsync(Func<IReadOnlyList<Held>> choose, CancellationToken cancellationToken)
    {
        IReadOnlyList<Held> chosen = [];
        return WriteAsync(
            () => chosen = choose(),
            async (_, token) =>
            {
                foreach (Held held in chosen)
                {
                    await channel.BasicNackAsync(held.Tag, multiple: false, requeue: true, token).ConfigureAwait(false);
                }
            },
            cancellationToken);
    }

    private async ValueTask WriteAsync(
        Func<IReadOnlyList<Held>> choose, Func<(ulong UpTo, List<ulong> Single), CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (ulong UpTo, List<ulong> Single) tags;
            lock (gate)
            {
                if (IsLost)
                {
                    return;
                }

                IReadOnlyList<Held> chosen = choose();
                foreach (Held held in chosen)
                {
                    if (held.Lot is { } lot)
                    {
                        lot.Open--;
                    }
                }

                tags = Unsettled.Settle(chosen);
            }

            // Nobody can take it back once it is settled here.
            await link.AskAsync(connection, async token => { await write(tags, token).ConfigureAwait(false); return true; }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BackendException lost) when (lost.InnerException is AlreadyClosedException)
        {
            // The server has given them back by itself.
        }
        finally
        {
            _writing.Release();
        }
    }
}
