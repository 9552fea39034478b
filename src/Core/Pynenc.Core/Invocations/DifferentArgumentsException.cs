namespace Pynenc;

/// <summary>An invocation stands for the call, by its key arguments, and its other arguments differ; nothing was stored.</summary>
public sealed class DifferentArgumentsException(TaskId task, InvocationId existing)
    : PynencException($"Invocation {existing} of task '{task}' has the same key arguments and other arguments that differ, and the task's {nameof(TaskOptions.OnDifferentArguments)} is {nameof(DifferentArguments.Throw)}. Wait for it, or call with the same arguments.")
{
    /// <summary>The invocation that stands for the call.</summary>
    public InvocationId Existing { get; } = existing;
}
