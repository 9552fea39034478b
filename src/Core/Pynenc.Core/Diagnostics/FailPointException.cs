using System.ComponentModel;
using Pynenc.Backend;

namespace Pynenc.Diagnostics;

/// <summary>Thrown by a fail point, for a store that gave no answer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FailPointException(string name) : BackendException(
    $"The fail point '{name}' was told to throw. Unset {FailPoint.Variable} to run without faults.",
    isTransient: true);
