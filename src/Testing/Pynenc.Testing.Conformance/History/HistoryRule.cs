namespace Pynenc.Testing.Conformance.History;

/// <summary>One invariant, and the pure function that finds where a run breaks it.</summary>
/// <param name="Name">Names it in reports.</param>
/// <param name="Invariant">Its number in the list of invariants; 0 for what every one of them rests on.</param>
/// <param name="Promise">A sentence that can be false.</param>
/// <param name="Find">The places where a run breaks it, each with the invocation and a message.</param>
public sealed record HistoryRule(
    string Name, int Invariant, string Promise, Func<RecordedRun, IEnumerable<(InvocationId? Id, string Message)>> Find)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
