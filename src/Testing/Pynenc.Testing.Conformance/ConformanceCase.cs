namespace Pynenc.Testing.Conformance;

/// <summary>One promise, and the function that tries to break it.</summary>
/// <param name="Name">A sentence that can be false.</param>
/// <param name="Area">The verb or port it is about.</param>
/// <param name="RunAsync">Throws <see cref="ConformanceException"/> when the promise is broken, <see cref="ConformanceSkipException"/> when it was not made.</param>
public sealed record ConformanceCase(string Name, string Area, Func<CaseContext, Task> RunAsync)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
