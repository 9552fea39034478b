using System.Text.Json.Serialization;

namespace Pynenc;

/// <summary>How far a group is.</summary>
/// <param name="Total">How many members it has.</param>
/// <param name="Succeeded">How many have ended with a result.</param>
/// <param name="Failed">How many have ended with an error.</param>
/// <param name="Cancelled">How many were cancelled.</param>
/// <param name="Stopped">How many were parked, poisoned, or dropped by a concurrency limit. A parked one may still go on.</param>
public sealed record GroupProgress(int Total, int Succeeded, int Failed, int Cancelled, int Stopped)
{
    /// <summary>How many have settled, however they did.</summary>
    [JsonIgnore]
    public int Settled => Succeeded + Failed + Cancelled + Stopped;

    /// <summary>How many have not.</summary>
    [JsonIgnore]
    public int Left => Total - Settled;

    /// <summary>True when nothing is left.</summary>
    [JsonIgnore]
    public bool IsDone => Left == 0;

    internal static GroupProgress None(int total) => new(total, 0, 0, 0, 0);

    internal GroupProgress With(InvocationStatus settled) => settled switch
    {
        InvocationStatus.Success => this with { Succeeded = Succeeded + 1 },
        InvocationStatus.Failed => this with { Failed = Failed + 1 },
        InvocationStatus.Cancelled => this with { Cancelled = Cancelled + 1 },
        _ => this with { Stopped = Stopped + 1 },
    };
}
