namespace Pynenc.RabbitMQ;

/// <summary>What becomes of a message that the server has given to this process.</summary>
internal enum HeldState
{
    /// <summary>Here, and no receiver has it yet.</summary>
    Stock,

    /// <summary>A receiver has it.</summary>
    HandedOut,

    /// <summary>None of this broker's; on its way to the queue of such messages.</summary>
    SetAside,

    /// <summary>Acknowledged, given back, or lost with its channel. What is said about it from now on is ignored.</summary>
    Settled,
}
