using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Turns the driver's errors into sentences: what was seen, the limit, the next step. Never a password.</summary>
internal static class PostgresErrors
{
    public static BackendException Of(Exception error, string server, PostgresBackendOptions options) => error switch
    {
        BackendException ours => ours,
        PostgresException postgres => Of(postgres, server, options),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => new BackendUnavailableException(
            $"{server} did not answer within {options.CommandTimeout}. Look at the server's load and locks, or lengthen {nameof(PostgresBackendOptions)}.{nameof(options.CommandTimeout)}.", error),
        NpgsqlException { InnerException: AuthenticationException tls } => new BackendException(
            $"{server} could not be trusted over TLS: {tls.Message} Set 'Root Certificate' in the connection string to the authority that signed its certificate, or choose another 'SSL Mode'.", isTransient: false, error),
        NpgsqlException when error.Message.Contains("SSL", StringComparison.Ordinal) => new BackendException(
            $"{server} offers no TLS, and the connection string demands it. Switch ssl on in the server's configuration, or set 'SSL Mode=Prefer' in the connection string.", isTransient: false, error),
        NpgsqlException { InnerException: SocketException socket } => new BackendUnavailableException(
            $"{server} cannot be reached: {socket.Message}. Check Host and Port of the connection string, and that the server runs and listens there.", error),
        NpgsqlException when error.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) => new BackendUnavailableException(
            $"Every connection to {server} is in use. Raise 'Maximum Pool Size' in the connection string, or lower the number of slots.", error),
        NpgsqlException when error.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => new BackendException(
            $"{server} wants a password and the connection string gives none that it takes. Check Username and Password.", isTransient: false, error),
        NpgsqlException or IOException or SocketException or ObjectDisposedException => new BackendUnavailableException(
            $"The connection to {server} broke: {error.Message}", error),
        _ => new BackendException($"{server} could not be used: {error.Message}", isTransient: false, error),
    };

    private static BackendException Of(PostgresException error, string server, PostgresBackendOptions options)
    {
        string seen = $"PostgreSQL says '{error.MessageText}' ({error.SqlState}).";
        return error.SqlState switch
        {
            "28000" when error.MessageText.Contains("no encryption", StringComparison.Ordinal) => new BackendException(
                $"{server} refuses connections without TLS; {seen} Set 'SSL Mode=Require' in the connection string, or allow this client in the server's pg_hba.conf.", isTransient: false, error),
            "28P01" or "28000" => new BackendException(
                $"{server} refused the login; {seen} Check Username and Password of the connection string.", isTransient: false, error),
            "3D000" => new BackendException(
                $"{server} has no such database; {seen} Create it, or correct Database in the connection string.", isTransient: false, error),
            "42501" => new BackendException(
                $"{server} denies a right; {seen} Grant CREATE on the database, or create the schema '{options.Schema}' and grant USAGE, CREATE on it to the user of the connection string.", isTransient: false, error),
            "25006" => new BackendException(
                $"{server} is read-only; {seen} Name the primary, or add 'Target Session Attributes=read-write' to a connection string with several hosts.", isTransient: true, error),
            "53300" => new BackendUnavailableException(
                $"{server} has no connection left; {seen} Lower 'Maximum Pool Size' of its clients, or raise max_connections.", error),
            "53100" => new BackendException(
                $"The disk of {server} is full; {seen} Nothing of this step was stored. Free space; the next try works then.", isTransient: true, error),
            "42P01" or "42703" or "42883" or "42804" or "42809" => new BackendException(
                $"The tables in schema '{options.Schema}' of {server} are not those of this version; {seen} Choose another {nameof(PostgresBackendOptions)}.{nameof(options.Schema)}, or restore what was changed by hand.", isTransient: false, error),
            "08P01" when error.MessageText.Contains("startup parameter", StringComparison.Ordinal) => new BackendException(
                $"{server} is behind a pooler that takes no settings of a session; {seen} Set {nameof(PostgresBackendOptions)}.{nameof(options.PgBouncerSafe)} to true.", isTransient: false, error),
            "26000" or "42P05" => new BackendException(
                $"{server} is behind a pooler that hands out a connection per transaction; {seen} Set {nameof(PostgresBackendOptions)}.{nameof(options.PgBouncerSafe)} to true.", isTransient: false, error),
            "25P03" or "57P01" or "57P02" or "57P03" or "57014" or "40001" or "40P01" or "55P03" => new BackendUnavailableException($"{server} interrupted a step; {seen} It is tried again.", error),
            _ => error.IsTransient
                ? new BackendUnavailableException($"{server} could not finish a step; {seen}", error)
                : new BackendException($"{server} refused a statement; {seen} Report it with this text.", isTransient: false, error),
        };
    }
}
