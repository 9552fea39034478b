using System.Globalization;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>One call: when it began and ended, by one counter for all clients, and what it answered.</summary>
/// <param name="Step">The call.</param>
/// <param name="Began">Before the call.</param>
/// <param name="Ended">After the answer.</param>
/// <param name="Value">The number of the id that was routed or received, the count, or <see langword="null"/> for nothing received.</param>
internal sealed record ParallelCall(ParallelStep Step, long Began, long Ended, long? Value)
{
    public override string ToString()
    {
        string value = Value?.ToString(CultureInfo.InvariantCulture) ?? "nothing";
        string what = Step.Verb switch
        {
            ParallelVerb.Route => $"routes #{value}",
            ParallelVerb.Receive => Value is null ? "receives nothing" : $"receives #{value}",
            _ => $"counts {value}",
        };
        return $"client {Step.Client} {what} (from {Began} to {Ended})";
    }
}
