namespace Pynenc;

/// <summary>The settings of an application. Complete with its defaults; copied when the application is built.</summary>
public sealed record PynencOptions
{
    /// <summary>
    /// How long a runner, and all it has claimed, is left alone without a heartbeat. Default 30 s; 1 s to 1 day. Shorter means
    /// faster recovery after a crash, longer tolerates longer freezes of a healthy process.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a runner renews its lease and looks for work that needs care. Default 10 s; at most half of <see cref="Lease"/>.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one retrieve may wait, and how often a broker without push is asked again. Default 0.1 s; 1 ms to 1 minute.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often a body may be cut short by the death of its runner before it is set aside as poisoned. Default 5; 0 to 1000.
    /// </summary>
    public int MaxRecoveries { get; set; } = 5;

    /// <summary>The largest arguments or result that are kept with their invocation, in bytes of JSON. Default 1 MiB; 1 KiB to 256 MiB.</summary>
    public int MaxPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Single arguments and results that are larger, in bytes of JSON, are kept apart, each value once, where the state backend has a place for
    /// them (<see cref="Backend.BaseStateBackend.ClientData"/>). Default 64 KiB; 1 KiB to 256 MiB; 0 keeps all with their invocations. What is
    /// larger than <see cref="MaxPayloadBytes"/> is kept apart in any case, or refused with 0.
    /// </summary>
    public int ClientDataThreshold { get; set; } = 64 * 1024;

    /// <summary>
    /// The largest arguments or result where large values are kept apart, in bytes of JSON. Default 64 MiB; 1 KiB to 1 GiB. Counts where it is
    /// more than <see cref="MaxPayloadBytes"/>.
    /// </summary>
    public int MaxClientDataBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How values that are kept apart are stored. Default as they are. Can be changed at any time: each value says how it is kept.</summary>
    public ContentCompression ClientDataCompression { get; set; }

    /// <summary>How long published work may stay out of its queue before a runner routes it again. Default 5 s; 0.1 s to 1 hour.</summary>
    public TimeSpan RouteGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a waiting caller asks the store by itself, in case every notification was lost. Default 2 s; 10 ms to 1 hour.
    /// Nothing is asked while nobody waits.
    /// </summary>
    public TimeSpan SafetyPollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a body that was told to stop, by a cancellation, a time-out or the loss of its claim, may go on before its slot is given
    /// to other work. Default 10 s; 0 to 1 hour. It cannot be ended by force; nothing it does afterwards is stored.
    /// </summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long work must wait to come before new work whose <see cref="Priority"/> is 1 higher, so that urgent work never starves the rest.
    /// Default <see langword="null"/>: however long it waits, higher priority comes first. 1 s to 30 days, told apart by tenths. Needs a broker
    /// that declares <see cref="Backend.BrokerCapabilities.Ageing"/>. Set it alike wherever calls are made; a change counts for new calls.
    /// </summary>
    public TimeSpan? Ageing { get; set; }

    /// <summary>How long invocations are kept after their end. Default: successes 7 days, all others 30 days.</summary>
    public RetentionOptions Retention { get; set; } = new();

    internal IEnumerable<string> Problems()
    {
        if (Range(nameof(Lease), Lease, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) is { } lease)
        {
            yield return lease;
        }

        if (Range(nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(12)) is { } heartbeat)
        {
            yield return heartbeat;
        }
        else if (HeartbeatInterval > Lease / 2)
        {
            yield return $"{nameof(HeartbeatInterval)} is {HeartbeatInterval}; it must be at most half of {nameof(Lease)}, which is {Lease}. Shorten the one or lengthen the other.";
        }

        if (Range(nameof(QueueTimeout), QueueTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)) is { } queue)
        {
            yield return queue;
        }

        if (MaxRecoveries is < 0 or > 1000)
        {
            yield return $"{nameof(MaxRecoveries)} is {MaxRecoveries}; it must be 0 to 1000.";
        }

        if (MaxPayloadBytes is < 1024 or > 256 * 1024 * 1024)
        {
            yield return $"{nameof(MaxPayloadBytes)} is {MaxPayloadBytes}; it must be 1,024 to 268,435,456 (256 MiB).";
        }

        if (ClientDataThreshold is not 0 and (< 1024 or > 256 * 1024 * 1024))
        {
            yield return $"{nameof(ClientDataThreshold)} is {ClientDataThreshold}; it must be 0, or 1,024 to 268,435,456 (256 MiB).";
        }

        if (MaxClientDataBytes is < 1024 or > 1024 * 1024 * 1024)
        {
            yield return $"{nameof(MaxClientDataBytes)} is {MaxClientDataBytes}; it must be 1,024 to 1,073,741,824 (1 GiB).";
        }

        if (!Enum.IsDefined(ClientDataCompression))
        {
            yield return $"{nameof(ClientDataCompression)} is {ClientDataCompression}, which is no {nameof(ContentCompression)}. Use one of its names.";
        }

        if (Range(nameof(RouteGrace), RouteGrace, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)) is { } grace)
        {
            yield return grace;
        }

        if (Range(nameof(StopGrace), StopGrace, TimeSpan.Zero, TimeSpan.FromHours(1)) is { } stop)
        {
            yield return stop;
        }

        if (Range(nameof(SafetyPollInterval), SafetyPollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)) is { } poll)
        {
            yield return poll;
        }

        if (Ageing is { } ageing && Range(nameof(Ageing), ageing, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)) is { } age)
        {
            yield return age;
        }

        foreach (string kept in Retention.Problems())
        {
            yield return kept;
        }
    }

    /// <summary>The priority of work that may start from a time on, where work ages: as old as its wait for a slot, from its start.</summary>
    internal Priority Age(Priority priority, DateTimeOffset since) => Ageing is { } period ? priority.Aged(since, period) : priority;

    /// <summary>A copy that nobody else can change.</summary>
    internal PynencOptions Copy() => this with { Retention = Retention with { } };

    private static string? Range(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value >= min && value <= max ? null : $"{name} is {value}; it must be {min} to {max}.";
}
