namespace Pynenc.Postgres;

/// <summary>How the PostgreSQL backend works. Complete with its defaults; copied when the application is built.</summary>
public sealed record PostgresBackendOptions
{
    /// <summary>The schema its tables are in; created when missing. Default <c>pynenc</c>; 1 to 40 characters of <c>a-z</c>, <c>0-9</c> and <c>_</c>.</summary>
    public string Schema { get; set; } = "pynenc";

    /// <summary>
    /// True behind a pooler that hands out a connection per transaction, such as pgbouncer in transaction mode: nothing is prepared, and
    /// nobody listens for notifications, so work and results are looked for every <see cref="PollInterval"/>. Default false.
    /// </summary>
    public bool PgBouncerSafe { get; set; }

    /// <summary>
    /// How often a waiting runner looks by itself, in case a notification was lost. Default 5 s; 10 ms to 1 hour. Not used with
    /// <see cref="PgBouncerSafe"/>.
    /// </summary>
    public TimeSpan SafetyPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a waiting runner looks when nobody can notify it. Default 1 s; 10 ms to 1 hour.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one command may take, connecting included, before it counts as unanswered. Default 30 s; 1 s to 10 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
