namespace Pynenc.Redis;

/// <summary>What there is of an invocation beside its head. The numbers are stored.</summary>
[Flags]
internal enum InvocationFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It waits for others; what for is in a key of its own.</summary>
    Waiting = 1,

    /// <summary>Its payload stands at its end.</summary>
    HasPayload = 2,

    /// <summary>Its payload is long, and in a key of its own.</summary>
    PayloadApart = 4,

    /// <summary>Older rows of its history are in a key of their own.</summary>
    Spilled = 8,

    /// <summary>It refers to contents, which are listed in a key of their own.</summary>
    Refers = 16,

    /// <summary>Its call is long, and in a key of its own.</summary>
    CallApart = 32,

    /// <summary>The id of its parent is in its fixed part.</summary>
    Parent = 64,

    /// <summary>The id of the root of its tree is in its fixed part, and is not its own.</summary>
    Workflow = 128,

    /// <summary>It has a limit of concurrency, in its fixed part.</summary>
    Limited = 256,

    /// <summary>It has a limit of its rate, in its fixed part.</summary>
    Rated = 512,

    /// <summary>It has a reservation, in its fixed part.</summary>
    Reserved = 1024,

    /// <summary>It has its grant of the rate: it is due then, and asks for no second one.</summary>
    Granted = 2048,
}
