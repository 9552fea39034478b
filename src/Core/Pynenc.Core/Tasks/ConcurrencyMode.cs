namespace Pynenc;

/// <summary>Which invocations of a task count together.</summary>
public enum ConcurrencyMode
{
    /// <summary>None: every invocation is on its own.</summary>
    Disabled = 0,

    /// <summary>All of the task.</summary>
    Task = 1,

    /// <summary>Those with the same arguments, compared as they are stored.</summary>
    Arguments = 2,

    /// <summary>Those with the same values of <see cref="TaskOptions.KeyArguments"/>, compared as they are stored.</summary>
    Keys = 3,
}
