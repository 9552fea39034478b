namespace Pynenc.MongoDB;

/// <summary>How the MongoDB backend works. Complete with its defaults; copied when the application is built.</summary>
public sealed record MongoBackendOptions
{
    /// <summary>
    /// The database its collections are in. Default: the one the connection string names, else <c>pynenc</c>. 1 to 63 characters of
    /// letters, digits, <c>_</c> and <c>-</c>.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>
    /// How often a waiting runner looks by itself, in case a signal was lost. Default 5 s; 10 ms to 1 hour.
    /// </summary>
    public TimeSpan SafetyPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often an idle process asks what others have done, on a server without change streams. Default 2 s; 10 ms to 1 hour. While
    /// something happens it asks more often by itself.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one command may take, finding a server included, before it counts as unanswered. Default 30 s; 1 s to 10 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest arguments or result that are kept inside their invocation; larger ones get documents of their own. Default 64 KiB;
    /// 0 to 1 MiB.
    /// </summary>
    public int InlineBytes { get; set; } = 64 * 1024;
}
