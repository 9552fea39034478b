namespace Pynenc;

/// <summary>What a call does when an invocation stands for it whose other arguments differ.</summary>
public enum DifferentArguments
{
    /// <summary>It takes that invocation, and its own arguments are dropped.</summary>
    Reuse = 0,

    /// <summary>It throws a <see cref="DifferentArgumentsException"/>.</summary>
    Throw = 1,
}
