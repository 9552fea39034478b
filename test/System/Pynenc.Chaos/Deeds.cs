using Pynenc.Testing.Conformance.History;

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

    /// <summary>How often a server was away for as long as was asked for.</summary>
    public int Outages { get; set; }

    public int ServersKilled { get; set; }

    /// <summary>True when the work did not drain: nothing moved any more, or it moved in circles.</summary>
    public bool IsStuck { get; set; }

    public TimeSpan DrainedIn { get; set; }

    /// <summary>What was broken that no history shows.</summary>
    public List<Violation> Broken { get; } = [];

    public void DiedAt(string point) => _deaths[point] = _deaths.GetValueOrDefault(point) + 1;
}
