using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Pynenc.Diagnostics;

/// <summary>A named place between two writes, where a test can make the process die, freeze or fail.</summary>
/// <remarks>
/// <para>Off unless the environment variable <see cref="Variable"/> says <c>name:action[:count]</c>, with action
/// <c>kill</c>, <c>stop</c> or <c>throw</c>: the named point then acts at its count-th hit, once. Default count 1.</para>
/// <para>Costs nothing while it is off: the switch is a static readonly reference, decided before the first hit. Once a
/// method is compiled at its second tier the JIT knows it to be null and leaves the call out; before that, and in native
/// code compiled ahead of time, it is one load and one comparison.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FailPoint
{
    /// <summary>The environment variable that switches one point on.</summary>
    public const string Variable = "PYNENC_FAILPOINT";

    private static readonly FailPointSwitch? s_switch = FailPointSwitch.Read(Environment.GetEnvironmentVariable(Variable));

    /// <summary>True when some point of this process is switched on.</summary>
    public static bool IsOn => s_switch is not null;

    /// <summary>What is wrong with the environment variable; <see langword="null"/> when nothing is.</summary>
    internal static string? Problem => s_switch?.Problem;

    /// <summary>Marks the place.</summary>
    /// <param name="name">A constant of <see cref="FailPoints"/>, or of a backend's own list.</param>
    /// <exception cref="FailPointException">This point is switched on with <c>throw</c>, and its hit has come.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Hit(string name) => s_switch?.Hit(name);
}
