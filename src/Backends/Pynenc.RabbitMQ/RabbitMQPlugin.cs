using Pynenc.RabbitMQ;

[assembly: Pynenc.PynencBackend(typeof(RabbitMQPlugin))]

namespace Pynenc.RabbitMQ;

/// <summary>
/// Selects the RabbitMQ broker by its name, <c>RabbitMQ</c>. Settings: <c>ConnectionString</c>, and those of <see cref="RabbitMQBackendOptions"/>;
/// <see cref="RabbitMQBackendOptions.MoreHosts"/> separated by commas.
/// </summary>
public sealed class RabbitMQPlugin : BackendPlugin
{
    /// <inheritdoc/>
    public override string Name => "RabbitMQ";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed, "What was released or fetched ahead by another process may come a little earlier or later than its equals."),
        new(Promise.Priority, GuaranteeLevel.Guaranteed, "With Priorities on: twenty-one levels. Whole numbers from -5 to 5 have one each; further out those up to 10, 20, 40, 70 and 100 share one and count as equal. Off, a priority other than 0 is refused."),
    ];

    /// <inheritdoc/>
    public override bool HasState => false;

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings)
    {
        UseBroker(builder, settings);
        UseState(builder, settings);
    }

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) =>
        builder.UseRabbitMQBroker(settings.Required("ConnectionString", "amqp://user:password@localhost:5672/"), o => Read(settings, o));

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) =>
        builder.AddProblem("RabbitMQ keeps queues and no state. Choose another package for the state.");

    private static void Read(BackendSettings settings, RabbitMQBackendOptions options)
    {
        settings.Text(nameof(options.QueuePrefix), v => options.QueuePrefix = v);
        settings.Flag(nameof(options.Priorities), v => options.Priorities = v);
        settings.Number(nameof(options.MaxQueueLength), v => options.MaxQueueLength = v);
        settings.Number(nameof(options.MaxPrefetch), v => options.MaxPrefetch = v);
        settings.Time(nameof(options.Heartbeat), v => options.Heartbeat = v);
        settings.Time(nameof(options.ConnectTimeout), v => options.ConnectTimeout = v);
        settings.Time(nameof(options.AnswerTimeout), v => options.AnswerTimeout = v);
        settings.Text(nameof(options.MoreHosts), v => options.MoreHosts = v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
