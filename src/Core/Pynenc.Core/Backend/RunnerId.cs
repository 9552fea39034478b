namespace Pynenc.Backend;

/// <summary>Identifies one life of one runner; a runner that lost its lease and comes back has a new one.</summary>
public readonly record struct RunnerId(Guid Value)
{
    /// <summary>Makes an id nobody has used.</summary>
    public static RunnerId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
