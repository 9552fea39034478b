using System.Net;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Says what an error of the driver means, where, and which setting to change. Never repeats a password.</summary>
internal sealed class RedisErrors(ConfigurationOptions options)
{
    /// <summary>The server, as messages name it.</summary>
    public string Where => $"Redis at {string.Join(", ", options.EndPoints.Select(Name))}";

    /// <summary>True for what the driver throws about the server or the connection.</summary>
    public static bool IsOfServer(Exception error) =>
        error is RedisException or RedisTimeoutException or RedisCommandException ||
        (error is ObjectDisposedException disposed && disposed.ObjectName.Contains("onnection", StringComparison.Ordinal));

    public static string Name(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? "?",
    };

    /// <summary>An error while connecting, or at the first look at the server.</summary>
    public BackendException AtStart(Exception error)
    {
        string seen = All(error);
        if (Has(seen, "WRONGPASS", "invalid username-password", "NOAUTH", "without any password configured", "AuthenticationFailure"))
        {
            bool isTls = Has(seen, "certificate", "SSL", "TLS", "AuthenticationException") && !Has(seen, "WRONGPASS", "NOAUTH");
            return isTls
                ? Final($"{Where} and this process do not agree on TLS. Set ssl=true for a server with TLS and ssl=false for one without; sslHost names the host of its certificate, and a private authority must be trusted by this machine.", error)
                : Final($"{Where} refused the log-in. Check user and password in the connection string, and the server's ACL or requirepass.", error);
        }

        if (Has(seen, "SSL", "TLS", "certificate", "frame size", "handshake"))
        {
            return Final($"{Where} and this process do not agree on TLS. Set ssl=true for a server with TLS and ssl=false for one without; sslHost names the host of its certificate, and a private authority must be trusted by this machine.", error);
        }

        if (error is RedisConnectionException)
        {
            string also = options.Ssl
                ? "With ssl=true, the port must be the server's TLS port."
                : "A server that only speaks TLS needs ssl=true.";
            return new BackendUnavailableException($"{Where} cannot be reached within connectTimeout={options.ConnectTimeout} ms. Check host and port in the connection string, and that the server runs. {also}", error);
        }

        return Told(error, "open");
    }

    /// <summary>An error while working.</summary>
    public BackendException Told(Exception error, string verb) => error switch
    {
        RedisServerException => OfServer(error, verb),
        RedisTimeoutException => new BackendUnavailableException(
            $"{Where} gave no answer to '{verb}' within asyncTimeout={options.AsyncTimeout} ms; whether it was done is unknown. Look at the server's load, or set a longer asyncTimeout in the connection string.", error),
        _ => new BackendUnavailableException(
            $"{Where} is not connected, or was not until '{verb}' was answered; whether it was done is unknown. The connection is opened again by itself.", error),
    };

    private BackendException OfServer(Exception error, string verb)
    {
        string seen = error.Message;
        string code = Code(seen);
        return code switch
        {
            "LOADING" or "BUSY" or "TRYAGAIN" or "MASTERDOWN" or "CLUSTERDOWN" or "NOREPLICAS" => new BackendUnavailableException(
                $"{Where} cannot do '{verb}' just now: {code}. It is asked again.", error),
            "READONLY" => new BackendUnavailableException(
                $"{Where} is a replica and takes no writes, so '{verb}' was not done. After a failover this passes by itself; otherwise name the primary in the connection string, or the sentinels with serviceName=….", error),
            "MISCONF" => new BackendUnavailableException(
                $"{Where} takes no writes, because it could not write to its disk; '{verb}' was not done. Look at its log and the space on its disk.", error),
            "OOM" => Final($"{Where} has reached its memory limit, and '{verb}' was not done. Raise maxmemory on the server, or remove what has ended.", error),
            "NOAUTH" or "WRONGPASS" => Final($"{Where} refused the log-in. Check user and password in the connection string.", error),
            "NOPERM" => Final($"{Where} does not permit '{verb}' to this account. Allow it the commands of scripts (EVAL, EVALSHA, PUBLISH, SUBSCRIBE, INFO), and the keys and the channel that begin with the key prefix, in the server's ACL.", error),
            "WRONGTYPE" => Final($"{Where} has a key of somebody else under one of this application's names; '{verb}' was not done. Remove it, or set RedisBackendOptions.KeyPrefix to another name.", error),
            "CROSSSLOT" or "MOVED" or "ASK" => new BackendUnavailableException(
                $"{Where} is a cluster that keeps this application's keys elsewhere ({code}); '{verb}' was not done. Name the cluster's nodes in the connection string.", error),
            _ => seen.Contains("SELECT is not allowed in cluster mode", StringComparison.Ordinal)
                ? Final($"{Where} is a cluster, which has only database 0. Take defaultDatabase out of the connection string.", error)
                : Final($"{Where} could not do '{verb}': {seen} Report it with this text.", error),
        };
    }

    /// <summary>The word by which the server says what is wrong. Before version 7 it stands within the error of a script.</summary>
    private static string Code(string seen)
    {
        const string within = "@user_script";
        int script = seen.LastIndexOf(": -", StringComparison.Ordinal);
        string text = seen.Contains(within, StringComparison.Ordinal) && seen.StartsWith("ERR ", StringComparison.Ordinal) && script > 0 ? seen[(script + 3)..] : seen;
        return text.Split(' ')[0];
    }

    private static BackendException Final(string message, Exception error) => new(message, isTransient: false, error);

    private static bool Has(string seen, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (seen.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the driver says, through all its layers; for looking into, not for showing.</summary>
    private static string All(Exception error)
    {
        var text = new System.Text.StringBuilder();
        for (Exception? at = error; at is not null; at = at.InnerException)
        {
            text.Append(at.GetType().Name).Append(": ").AppendLine(at.Message);
            if (at is RedisConnectionException connection)
            {
                text.AppendLine(connection.FailureType.ToString());
            }
        }

        return text.ToString();
    }
}
