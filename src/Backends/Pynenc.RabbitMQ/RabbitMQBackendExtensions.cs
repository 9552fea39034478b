using Pynenc.RabbitMQ;

namespace Pynenc;

/// <summary>Chooses the RabbitMQ broker.</summary>
public static class RabbitMQBackendExtensions
{
    /// <summary>Keeps the queue on RabbitMQ, beside the state backend of any other package.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionString">The server, as <c>amqp://user:password@host:port/vhost</c>; <c>amqps</c> for TLS. Without a user: guest.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <example>
    /// <code>
    /// await using var app = PynencApp.Create(o => o.AppId("shop").UseRabbitMQBroker("amqp://localhost").UsePostgresState("Host=localhost;Database=shop"));
    /// </code>
    /// </example>
    public static PynencAppBuilder UseRabbitMQBroker(
        this PynencAppBuilder builder, string connectionString, Action<RabbitMQBackendOptions>? configure = null)
    {
        var options = new RabbitMQBackendOptions();
        configure?.Invoke(options);
        IReadOnlyList<string> problems = RabbitMQBackendOptionsValidator.Problems(connectionString, options);
        foreach (string problem in problems)
        {
            builder.AddProblem(problem);
        }

        if (problems.Count > 0)
        {
            return builder.UseBroker(_ => throw new PynencConfigurationException(problems));
        }

        options = options with { };
        var address = new ServerAddress(connectionString, options);
        return builder.UseBroker(app => new RabbitMQBroker(app, address, options));
    }
}
