namespace Pynenc;

/// <summary>How far a backend keeps one promise.</summary>
/// <param name="Promise">The promise.</param>
/// <param name="Level">How far.</param>
/// <param name="Condition">The server settings it needs, or what breaks it; empty when there is nothing to say.</param>
public sealed record Guarantee(Promise Promise, GuaranteeLevel Level, string Condition = "")
{
    /// <summary>True when the broker decides about it, false when the state backend does.</summary>
    public static bool IsOfBroker(Promise promise) => promise is Promise.FirstInFirstOut or Promise.Priority;

    /// <summary>What a broker and a state backend promise together: order is the broker's, everything else the state backend's.</summary>
    /// <remarks>Publication is atomic in a mix too: the store keeps what the queue still lacks.</remarks>
    public static IReadOnlyList<Guarantee> Of(BackendPlugin broker, BackendPlugin state) =>
        [.. Enum.GetValues<Promise>().Select(p => Of(IsOfBroker(p) ? broker : state, p))];

    private static Guarantee Of(BackendPlugin plugin, Promise promise) =>
        plugin.Guarantees.FirstOrDefault(g => g.Promise == promise) ?? new Guarantee(promise, GuaranteeLevel.NotSupported);
}
