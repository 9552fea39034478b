using Pynenc.Backend;

namespace Pynenc;

/// <summary>A payload on its way into the store.</summary>
/// <param name="Stored">What is stored with the invocation.</param>
/// <param name="Values">The large values it refers to, each once.</param>
internal sealed record SplitPayload(ReadOnlyMemory<byte> Stored, IReadOnlyList<(ContentKey Key, ReadOnlyMemory<byte> Value)> Values)
{
    public IReadOnlyList<ContentKey> Keys => [.. Values.Select(v => v.Key)];
}
