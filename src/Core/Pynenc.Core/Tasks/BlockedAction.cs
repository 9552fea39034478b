namespace Pynenc;

/// <summary>What becomes of an invocation that is to start while its concurrency limit is reached. The numbers are stored.</summary>
public enum BlockedAction
{
    /// <summary>It waits in line, without slot or poll, and is given the next slot of its key that comes free.</summary>
    Wait = 0,

    /// <summary>It ends as <see cref="InvocationStatus.ConcurrencyControlledFinal"/>.</summary>
    End = 1,
}
