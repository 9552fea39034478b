using Microsoft.Extensions.Logging;

namespace Pynenc.Backend;

/// <summary>What a broker or state backend is given when the application is built.</summary>
/// <param name="AppId">Isolates everything the backend stores; part of every physical name.</param>
/// <param name="Time">The clock. A store without a clock of its own uses it for leases and due times.</param>
/// <param name="LoggerFactory">Where the backend may log; the engine already logs the errors that escape from it.</param>
/// <param name="Options">The application's options, already validated.</param>
public sealed record BackendContext(AppId AppId, TimeProvider Time, ILoggerFactory LoggerFactory, PynencOptions Options)
{
    /// <summary>
    /// True when the application runs on the machine's clock: a store with a clock of its own then decides leases by its own.
    /// Otherwise <see cref="Time"/> is the clock of the store too, so that a virtual clock drives all there is.
    /// </summary>
    public bool IsRealTime => ReferenceEquals(Time, TimeProvider.System);
}
