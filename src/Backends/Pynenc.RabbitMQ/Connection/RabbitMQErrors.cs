using System.Net.Sockets;
using System.Security.Authentication;
using Pynenc.Backend;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

/// <summary>Turns the driver's errors into sentences: what was seen, the limit, the next step. Never a password.</summary>
internal static class RabbitMQErrors
{
    public const int AccessRefused = 403;
    public const int NotFound = 404;
    public const int ResourceLocked = 405;
    public const int PreconditionFailed = 406;
    public const int NotAllowed = 530;

    /// <summary>The code of the server's refusal, or 0.</summary>
    public static int Code(Exception error) => error is OperationInterruptedException and not AlreadyClosedException ? ((OperationInterruptedException)error).ShutdownReason?.ReplyCode ?? 0 : 0;

    /// <summary>Why a channel or connection ended.</summary>
    public static string Reason(ShutdownEventArgs? reason) =>
        reason is null ? "no reason was given" : reason.Exception?.Message is { Length: > 0 } error ? $"{reason.ReplyText} ({error})" : $"{reason.ReplyCode} {reason.ReplyText}";

    /// <summary>Why no connection was opened.</summary>
    public static BackendException OfConnecting(Exception error, ServerAddress address, RabbitMQBackendOptions options)
    {
        IReadOnlyList<Exception> causes = [.. Causes(error)];
        if (causes.OfType<BackendException>().FirstOrDefault() is { } ours)
        {
            return new BackendException(ours.Message, ours.IsTransient, ours.InnerException);
        }

        if (causes.Any(c => c is AuthenticationFailureException or PossibleAuthenticationFailureException))
        {
            return new BackendException(
                $"{address.Text} refused the login of user '{address.User}'. Check the user and the password of the URI; the user guest may only come from the server's own machine.", isTransient: false, error);
        }

        if (causes.OfType<OperationInterruptedException>().FirstOrDefault(c => Code(c) is NotAllowed or AccessRefused) is { } refused)
        {
            return NotLetIn(refused.ShutdownReason?.ReplyText, address, error);
        }

        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return new BackendException(
                $"{address.Text} and this process do not agree on TLS: {tls.Message} Check that the port of the URI is the TLS port (5671 by default), that the certificate is for this host, and {nameof(RabbitMQBackendOptions)}.{nameof(options.Tls)}.", isTransient: false, error);
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return new BackendUnavailableException(
                $"{address.Text} cannot be reached: {socket.Message}. Check host and port of the URI, and that the server runs and listens there.", error);
        }

        if (causes.Any(c => c is OperationCanceledException or TimeoutException))
        {
            return new BackendUnavailableException(
                $"{address.Text} gave no connection within {options.ConnectTimeout}. Check host and port of the URI, the server's load, or lengthen {nameof(RabbitMQBackendOptions)}.{nameof(options.ConnectTimeout)}.", error);
        }

        string hint = address.IsTls
            ? "A server that closes at once may not speak TLS on this port: use amqp://, or its TLS port."
            : "A server that closes at once may want TLS on this port: use amqps://, or its plain port.";
        return new BackendUnavailableException($"{address.Text} ended the connection before it was open: {causes[^1].Message} {hint}", error);
    }

    /// <summary>Why something that was asked over an open connection failed.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="address">The server.</param>
    /// <param name="options">Whose names are in the advice.</param>
    public static BackendException Of(Exception error, ServerAddress address, RabbitMQBackendOptions options) => error switch
    {
        BackendException ours => ours,

        // The driver calls a connection open before the server has agreed to the virtual host; refused in between, it says closed already.
        AlreadyClosedException { ShutdownReason: { ReplyCode: NotAllowed } reason } when IsVirtualHost(reason.ReplyText) => NotLetIn(reason.ReplyText, address, error),
        OperationInterruptedException interrupted when Code(interrupted) is var code and not 0 =>
            OfCode(code, interrupted.ShutdownReason!.ReplyText, address, options, error),
        TimeoutException or OperationCanceledException => new BackendUnavailableException(
            $"{address.Text} did not answer within {options.AnswerTimeout}; whether it did what was asked is unknown. Look at its load, or lengthen {nameof(RabbitMQBackendOptions)}.{nameof(options.AnswerTimeout)}.", error),
        _ => new BackendUnavailableException($"The connection to {address.Text.TrimEnd(',')} broke: {error.Message}", error),
    };

    private static BackendException OfCode(int code, string text, ServerAddress address, RabbitMQBackendOptions options, Exception error) => code switch
    {
        NotAllowed when IsVirtualHost(text) => NotLetIn(text, address, error),
        AccessRefused => new BackendException(
            $"{address.Text} denies a right to user '{address.User}': '{text}'. Grant configure, write and read on '^{options.QueuePrefix}\\.', and write on the default exchange 'amq.default' (rabbitmqctl set_permissions).", isTransient: false, error),
        PreconditionFailed when text.Contains("inequivalent arg", StringComparison.Ordinal) => new BackendException(
            $"{address.Text} has this queue with other settings: '{text}'. {Setting(text)}", isTransient: false, error),
        PreconditionFailed => new BackendUnavailableException($"{address.Text} closed a channel: '{text}'. It is opened again.", error),
        NotFound => new BackendException($"{address.Text} does not have a queue that was there: '{text}'. It is made again.", isTransient: true, error),
        ResourceLocked => new BackendException(
            $"{address.Text} keeps a queue locked for somebody else: '{text}'. A queue of this name must not be exclusive; delete it, or choose another {nameof(RabbitMQBackendOptions)}.{nameof(options.QueuePrefix)}.", isTransient: false, error),
        _ => new BackendUnavailableException($"{address.Text} interrupted what was asked: {code} '{text}'. It is tried again.", error),
    };

    private static bool IsVirtualHost(string text) => text.Contains("vhost", StringComparison.Ordinal);

    private static BackendException NotLetIn(string? text, ServerAddress address, Exception error) => new(
        $"{address.Text} does not let user '{address.User}' in: '{text}'. Create the virtual host (rabbitmqctl add_vhost), give the user permissions on it (rabbitmqctl set_permissions), or correct the path of the URI.", isTransient: false, error);

    /// <summary>The option behind the argument that differs.</summary>
    private static string Setting(string text)
    {
        string option =
            text.Contains("x-max-length", StringComparison.Ordinal) || text.Contains("x-overflow", StringComparison.Ordinal) ? nameof(RabbitMQBackendOptions.MaxQueueLength) :
            text.Contains("x-max-priority", StringComparison.Ordinal) || text.Contains("x-queue-type", StringComparison.Ordinal) ||
            text.Contains("x-queue-version", StringComparison.Ordinal) || text.Contains("x-delivery-limit", StringComparison.Ordinal) ? nameof(RabbitMQBackendOptions.Priorities) :
            nameof(RabbitMQBackendOptions.QueuePrefix);
        return $"Set {nameof(RabbitMQBackendOptions)}.{option} as the process that made it, or, when it is to change, drain and delete the queue first.";
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            if (at is AggregateException many)
            {
                foreach (Exception inner in many.InnerExceptions.SelectMany(Causes))
                {
                    yield return inner;
                }

                yield break;
            }

            yield return at;
        }
    }
}
