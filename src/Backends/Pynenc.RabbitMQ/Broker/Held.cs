namespace Pynenc.RabbitMQ;

/// <summary>A message of the server in the hands of this process. The intake's lock protects it.</summary>
internal sealed class Held(Session session, Lane lane, InvocationId id, ulong tag)
{
    public Session Session => session;

    public Lane Lane => lane;

    public InvocationId Id => id;

    /// <summary>The server's number of the delivery, counted by channel.</summary>
    public ulong Tag => tag;

    public HeldState State { get; set; }

    /// <summary>With whom it was handed out; <see langword="null"/> before.</summary>
    public Lot? Lot { get; set; }

    /// <summary>Its neighbours in <see cref="Unsettled"/>.</summary>
    public Held? Previous { get; set; }

    public Held? Next { get; set; }
}
