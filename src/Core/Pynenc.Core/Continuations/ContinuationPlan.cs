using System.Text.Json;

namespace Pynenc;

/// <summary>What a continuation does; its stored arguments.</summary>
internal sealed record ContinuationPlan
{
    private const int Newest = 1;

    /// <summary>The version of this record.</summary>
    public int Version { get; init; } = Newest;

    /// <summary>The invocations it follows, in the order in which their results are passed. Empty for a chain that begins by itself.</summary>
    public IReadOnlyList<Guid> After { get; init; } = [];

    /// <summary>What has to become of them.</summary>
    public ContinuationWhen When { get; init; }

    /// <summary>True when the first step is given a list of results, even of one.</summary>
    public bool IsList { get; init; }

    /// <summary>The calls to make, each after the one before has succeeded, with its result. At least one.</summary>
    public required IReadOnlyList<ContinuationStep> Steps { get; init; }

    /// <exception cref="PayloadException">It is no plan, or of a newer version.</exception>
    public static ContinuationPlan Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            ContinuationPlan plan = JsonSerializer.Deserialize(json.Span, ContinuationJson.Default.ContinuationPlan)!;
            return plan is not { Version: <= Newest }
                ? throw new PayloadException($"A continuation is of version {plan.Version} and this program reads up to {Newest}. Run it with the newer version of Pynenc that stored it.")
                : plan.Steps.Count > 0 ? plan : throw new PayloadException("A continuation has no steps.");
        }
        catch (JsonException error)
        {
            throw new PayloadException($"A stored continuation cannot be read: {error.Message}", error);
        }
    }

    public ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, ContinuationJson.Default.ContinuationPlan);
}
