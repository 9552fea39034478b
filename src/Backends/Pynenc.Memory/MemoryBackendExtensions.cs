using Pynenc.Memory;

namespace Pynenc;

/// <summary>Chooses the in-memory backend.</summary>
public static class MemoryBackendExtensions
{
    /// <summary>Keeps queue and state in this process. Nothing survives it; only a <see cref="ThreadRunner"/> can work with it.</summary>
    public static PynencAppBuilder UseMemory(this PynencAppBuilder builder) =>
        builder.UseMemoryBroker().UseMemoryState();

    /// <summary>Keeps the queue in this process, whatever holds the state.</summary>
    public static PynencAppBuilder UseMemoryBroker(this PynencAppBuilder builder) =>
        builder.UseBroker(context => new MemBroker(context));

    /// <summary>Keeps the state in this process, whatever moves the ids.</summary>
    public static PynencAppBuilder UseMemoryState(this PynencAppBuilder builder) =>
        builder.UseStateBackend(context => new MemStateBackend(context));
}
