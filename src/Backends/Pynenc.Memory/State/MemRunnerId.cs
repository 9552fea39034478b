using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A runner's id, in memory once, however many invocations and history rows name it.</summary>
internal sealed record MemRunnerId(RunnerId Value);
