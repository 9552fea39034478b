namespace Pynenc.Chaos;

/// <summary>What was done to the processes of a run.</summary>
internal sealed class Deeds
{
    public int WorkersKilled { get; set; }

    public int ProducersKilled { get; set; }

    public int WorkersFrozen { get; set; }

    public int ServersKilled { get; set; }

    /// <summary>True when the work did not drain: nothing moved any more, or it moved in circles.</summary>
    public bool IsStuck { get; set; }

    public TimeSpan DrainedIn { get; set; }
}
