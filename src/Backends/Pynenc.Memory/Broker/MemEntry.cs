using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A routed id and its place in the order of arrival.</summary>
internal readonly record struct MemEntry(Route Route, long Order);
