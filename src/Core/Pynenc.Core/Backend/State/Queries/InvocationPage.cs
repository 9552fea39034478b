namespace Pynenc.Backend;

/// <summary>One page of invocations, in the order of registration.</summary>
/// <param name="Items">The invocations.</param>
/// <param name="Next">Pass it to get the next page; <see langword="null"/> when this is the last.</param>
public sealed record InvocationPage(IReadOnlyList<InvocationState> Items, long? Next);
