namespace Pynenc;

/// <summary>Makes a backend package selectable by its name in configuration. Derive from it, and name it with <see cref="PynencBackendAttribute"/>.</summary>
/// <remarks>One per package, stateless, with a public constructor without parameters. Its members may be called at any time, by any thread.</remarks>
public abstract class BackendPlugin
{
    /// <summary>The name it is selected by, such as <c>Redis</c>; compared without regard to case. Its settings stand in a section of the same name.</summary>
    public abstract string Name { get; }

    /// <summary>What it promises, by the parts it has. A promise that is left out is not made.</summary>
    public virtual IReadOnlyList<Guarantee> Guarantees => [];

    /// <summary>True when it has a broker.</summary>
    public virtual bool HasBroker => true;

    /// <summary>True when it has a state backend.</summary>
    public virtual bool HasState => true;

    /// <summary>Chooses broker and state backend of this package, co-located where it can be.</summary>
    public abstract void Use(PynencAppBuilder builder, BackendSettings settings);

    /// <summary>Chooses its broker only.</summary>
    public abstract void UseBroker(PynencAppBuilder builder, BackendSettings settings);

    /// <summary>Chooses its state backend only.</summary>
    public abstract void UseState(PynencAppBuilder builder, BackendSettings settings);
}
