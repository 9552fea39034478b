namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Tests that must not run beside each other: one of them sets the seed for the whole process.</summary>
[CollectionDefinition(nameof(KitCollection), DisableParallelization = true)]
public sealed class KitCollection;
