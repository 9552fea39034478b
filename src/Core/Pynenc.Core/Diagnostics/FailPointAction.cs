namespace Pynenc.Diagnostics;

/// <summary>What happens at a fail point that is switched on.</summary>
internal enum FailPointAction
{
    /// <summary>The process kills itself with SIGKILL: nothing more is written, nothing is cleaned up.</summary>
    Kill,

    /// <summary>The process stops itself with SIGSTOP, until somebody sends SIGCONT.</summary>
    Stop,

    /// <summary>A <see cref="FailPointException"/> is thrown, as if the store had not answered.</summary>
    Throw,
}
