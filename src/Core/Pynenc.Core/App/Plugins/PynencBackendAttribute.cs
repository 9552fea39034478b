using System.Diagnostics.CodeAnalysis;

namespace Pynenc;

/// <summary>Names the plugin of a backend package, so that referencing the package is enough to select it by name.</summary>
/// <param name="plugin">A <see cref="BackendPlugin"/> with a public constructor without parameters.</param>
/// <example><code>[assembly: PynencBackend(typeof(RedisPlugin))]</code></example>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PynencBackendAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type plugin) : Attribute
{
    /// <summary>The plugin.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Plugin { get; } = plugin;
}
