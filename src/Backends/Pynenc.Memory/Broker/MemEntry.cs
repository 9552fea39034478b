using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A routed id and its place in the order of arrival. An object, because it moves from line to list to lease.</summary>
internal sealed record MemEntry(Route Route, long Order);
