namespace Pynenc.Redis;

/// <summary>How the Redis backend works. Complete with its defaults; copied when the application is built.</summary>
/// <remarks>Time-outs, TLS, user, password and database are of the connection, and stand in its connection string.</remarks>
public sealed record RedisBackendOptions
{
    /// <summary>
    /// What every key begins with; behind it stands the application's id in braces, which keeps all keys of one application in one
    /// slot of a cluster. Default <c>pynenc</c>; 1 to 40 characters of <c>a-z</c>, <c>0-9</c>, <c>_</c>, <c>-</c> and <c>:</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "pynenc";

    /// <summary>How often a waiting runner looks by itself, in case a message was lost. Default 5 s; 10 ms to 1 hour.</summary>
    public TimeSpan SafetyPoll { get; set; } = TimeSpan.FromSeconds(5);
}
