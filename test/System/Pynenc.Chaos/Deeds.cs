namespace Pynenc.Chaos;

/// <summary>What was done to the processes of a run.</summary>
internal sealed class Deeds
{
    private readonly Dictionary<string, int> _deaths = [];

    /// <summary>How many processes died at each fail point.</summary>
    public IReadOnlyDictionary<string, int> Deaths => _deaths;

    public int WorkersKilled { get; set; }

    public int ProducersKilled { get; set; }

    public int WorkersFrozen { get; set; }

    public int ServersKilled { get; set; }

    /// <summary>True when the work did not drain: nothing moved any more, or it moved in circles.</summary>
    public bool IsStuck { get; set; }

    public TimeSpan DrainedIn { get; set; }

    public void DiedAt(string point) => _deaths[point] = _deaths.GetValueOrDefault(point) + 1;
}
