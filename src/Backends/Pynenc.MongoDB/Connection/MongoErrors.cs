using System.Net.Sockets;
using System.Security.Authentication;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Servers;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Turns the driver's errors into sentences: what was seen, the limit, the next step. Never a password.</summary>
internal static class MongoErrors
{
    public const int DuplicateKey = 11000;

    private const int LongestQuote = 300;

    /// <param name="error">What the driver threw.</param>
    /// <param name="server">The server and the database, for the sentence.</param>
    /// <param name="options">The settings that can be changed.</param>
    /// <param name="cluster">What the driver knows of the servers, for the reason why none could be chosen.</param>
    public static BackendException Of(Exception error, string server, MongoBackendOptions options, ClusterDescription? cluster) => error switch
    {
        BackendException ours => ours,
        MongoAuthenticationException => new BackendException(
            $"{server} refused the login: {Short(error.Message)} Check user, password and authSource of the connection string.", isTransient: false, error),
        MongoWriteException { WriteError: { } write } => OfCode(write.Code, write.Message, error, server, options),
        MongoBulkWriteException { WriteErrors: [var first, ..] } => OfCode(first.Code, first.Message, error, server, options),
        MongoBulkWriteException { WriteConcernError: { } concern } => OfConcern(concern.Code, concern.Message, error, server, options),
        MongoWriteConcernException concern => OfConcern(concern.Code, concern.Message, error, server, options),
        MongoWriteException { WriteConcernError: { } concern } => OfConcern(concern.Code, concern.Message, error, server, options),
        MongoNotPrimaryException or MongoNodeIsRecoveringException => new BackendUnavailableException(
            $"{server} is not the primary now: {Short(error.Message)} It is tried again when the replica set has one. Name all members and replicaSet in the connection string, and leave out directConnection.", error),
        MongoExecutionTimeoutException => TooSlow(error, server, options),
        MongoCommandException command => OfCode(command.Code, command.ErrorMessage ?? command.Message, error, server, options),
        TimeoutException when error.Message.Contains("selecting a server", StringComparison.Ordinal) => NoServer(error, server, options, cluster),
        TimeoutException => TooSlow(error, server, options),
        MongoWaitQueueFullException => Exhausted(error, server),
        MongoConnectionPoolPausedException => NoServer(error, server, options, cluster),
        MongoConnectionException => OfConnection(error, server, options),
        MongoIncompatibleDriverException => new BackendException(
            $"{server} is too old or too new for this driver: {Short(error.Message)} MongoDB 4.4 or newer is needed.", isTransient: false, error),
        MongoConfigurationException => new BackendException(
            $"The MongoDB connection string cannot be used: {Short(error.Message)}", isTransient: false, error),
        IOException or SocketException or ObjectDisposedException => new BackendUnavailableException(
            $"The connection to {server} broke: {Short(error.Message)}", error),
        _ => new BackendException($"{server} could not be used: {Short(error.Message)}", isTransient: false, error),
    };

    private static BackendException OfCode(int code, string message, Exception error, string server, MongoBackendOptions options)
    {
        string seen = $"MongoDB says '{Short(message)}' ({code}).";
        return code switch
        {
            13 => new BackendException(
                $"{server} denies a right; {seen} Grant the user of the connection string the role readWrite on this database.", isTransient: false, error),
            18 => new BackendException(
                $"{server} refused the login; {seen} Check user, password and authSource of the connection string.", isTransient: false, error),
            20 or 263 => new BackendException(
                $"{server} does not allow this here; {seen} Use MongoDB 4.4 or newer with the WiredTiger storage engine.", isTransient: false, error),
            26 or 73 or 17405 => new BackendException(
                $"{server} does not take these names; {seen} Correct {nameof(MongoBackendOptions)}.{nameof(options.Database)}.", isTransient: false, error),
            67 or 85 or 86 => new BackendException(
                $"The indexes in {server} are not those of this version; {seen} Choose another {nameof(MongoBackendOptions)}.{nameof(options.Database)}, or drop the index that was changed by hand.", isTransient: false, error),
            10334 or 17280 or 17419 or 17420 => new BackendException(
                $"{server} refused a document as too large; {seen} Lower {nameof(MongoBackendOptions)}.{nameof(options.InlineBytes)}.", isTransient: false, error),
            14031 => new BackendException(
                $"The disk of {server} is full; {seen} Nothing of this step was stored. Free space; the next try works then.", isTransient: true, error),
            10107 or 13435 or 13436 or 189 or 91 or 11600 or 11602 or 10058 => new BackendUnavailableException(
                $"{server} is not the primary now; {seen} It is tried again when the replica set has one. Name all members and replicaSet in the connection string, and leave out directConnection.", error),
            50 or 262 or 24 or 46 or 112 or 6 or 7 or 89 or 9001 or 43 or 175 or 286 or 251 => new BackendUnavailableException(
                $"{server} interrupted a step; {seen} It is tried again.", error),
            64 or 79 or 100 => OfConcern(code, message, error, server, options),
            _ => new BackendException($"{server} refused a command; {seen} Report it with this text.", isTransient: false, error),
        };
    }

    private static BackendUnavailableException OfConcern(int code, string message, Exception error, string server, MongoBackendOptions options) => new(
        $"{server} has stored a step, and not enough members of the replica set have confirmed it within {options.CommandTimeout}: '{Short(message)}' ({code}). Whether it stays is unknown. Look at the members of the replica set.", error);

    private static BackendUnavailableException TooSlow(Exception error, string server, MongoBackendOptions options) => new(
        $"{server} did not answer within {options.CommandTimeout}. Look at the server's load, or lengthen {nameof(MongoBackendOptions)}.{nameof(options.CommandTimeout)}.", error);

    private static BackendUnavailableException Exhausted(Exception error, string server) => new(
        $"Every connection to {server} is in use. Raise maxPoolSize in the connection string, or lower the number of slots.", error);

    private static BackendException NoServer(Exception error, string server, MongoBackendOptions options, ClusterDescription? cluster)
    {
        string[] reasons = [.. (cluster?.Servers ?? []).Select(Why).Distinct(StringComparer.Ordinal).Take(3)];
        Exception? seen = cluster?.Servers.Select(s => s.HeartbeatException).FirstOrDefault(e => e is not null);
        string why = reasons.Length == 0 ? "nothing is known of it." : string.Join("; ", reasons) + ".";
        return Contains<AuthenticationException>(seen)
            ? new BackendException($"{server} cannot be reached over TLS: {why} Check tls, tlsCAFile and the name in the server's certificate.", isTransient: false, error)
            : new BackendUnavailableException(
                $"{server} cannot be reached within {options.CommandTimeout}: {why} Check hosts, port, tls and replicaSet of the connection string, and that the server runs and listens there.", error);
    }

    private static BackendUnavailableException OfConnection(Exception error, string server, MongoBackendOptions options) =>
        Contains<TimeoutException>(error) || error is MongoConnectionException { IsNetworkException: true, InnerException: TimeoutException }
            ? TooSlow(error, server, options)
            : new BackendUnavailableException($"The connection to {server} broke: {Short(Innermost(error).Message)} Whether the last step took effect is unknown.", error);

    private static string Why(ServerDescription server) =>
        server.HeartbeatException is { } error ? Short(Innermost(error).Message).TrimEnd('.') :
        server.State == ServerState.Connected ? $"the server is {server.Type}, and no primary" :
        "it does not answer as a MongoDB server does; is TLS on at one end only?".TrimEnd('.');

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private static bool Contains<T>(Exception? error)
        where T : Exception => error is not null && (error is T || Contains<T>(error.InnerException));

    private static string Short(string message)
    {
        string line = message.Split('\n')[0].Trim();
        return line.Length <= LongestQuote ? line : line[..LongestQuote] + "…";
    }
}
