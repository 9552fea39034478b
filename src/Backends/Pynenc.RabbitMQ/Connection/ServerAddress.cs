using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>Where the server is and who logs in, from a URI that was validated. Its text has no password.</summary>
internal sealed class ServerAddress
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    private readonly RabbitMQBackendOptions _options;
    private readonly string _password;
    private readonly AmqpTcpEndpoint[] _endpoints;

    public ServerAddress(string uri, RabbitMQBackendOptions options)
    {
        var parsed = new Uri(uri);
        string[] user = parsed.UserInfo.Split(':', 2);
        _options = options;
        IsTls = parsed.Scheme == "amqps";
        User = parsed.UserInfo.Length == 0 ? "guest" : Uri.UnescapeDataString(user[0]);
        _password = parsed.UserInfo.Length == 0 ? "guest" : Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? "");
        VirtualHost = parsed.AbsolutePath is "/" or "" ? "/" : Uri.UnescapeDataString(parsed.AbsolutePath[1..]);
        int port = parsed.Port > 0 ? parsed.Port : IsTls ? TlsPort : PlainPort;
        _endpoints = [Endpoint(parsed.DnsSafeHost, port), .. options.MoreHosts.Select(h => HostAndPort(h)!.Value).Select(h => Endpoint(h.Host, h.Port ?? port))];
        Text = $"RabbitMQ at {string.Join(", ", _endpoints.Select(e => $"{e.HostName}:{e.Port}"))}, virtual host '{VirtualHost}',";
    }

    /// <summary>The server in a sentence.</summary>
    public string Text { get; }

    public string User { get; }

    public string VirtualHost { get; }

    public bool IsTls { get; }

    /// <summary>Reads <c>host</c> or <c>host:port</c>, or gives null.</summary>
    public static (string Host, int? Port)? HostAndPort(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || !Uri.TryCreate($"amqp://{text}", UriKind.Absolute, out Uri? uri) ||
            uri.UserInfo.Length > 0 || uri.AbsolutePath.Trim('/').Length > 0 || uri.Query.Length > 0)
        {
            return null;
        }

        return (uri.DnsSafeHost, uri.Port > 0 ? uri.Port : null);
    }

    /// <summary>Opens a connection that does not recover by itself.</summary>
    public Task<IConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            UserName = User,
            Password = _password,
            VirtualHost = VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _options.Heartbeat,
            RequestedConnectionTimeout = _options.ConnectTimeout,
            HandshakeContinuationTimeout = _options.ConnectTimeout,
            ContinuationTimeout = _options.AnswerTimeout,
            ConsumerDispatchConcurrency = 1,
        };
        return factory.CreateConnectionAsync(_endpoints, name, cancellationToken);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text[..^1]} as user '{User}'");

    private AmqpTcpEndpoint Endpoint(string host, int port)
    {
        var tls = new SslOption(host, enabled: IsTls) { Version = SslProtocols.None, AcceptablePolicyErrors = SslPolicyErrors.None };
        if (IsTls)
        {
            _options.Tls?.Invoke(tls);
        }

        return new AmqpTcpEndpoint(host, port, tls);
    }
}
