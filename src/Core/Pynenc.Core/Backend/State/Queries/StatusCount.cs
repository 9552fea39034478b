namespace Pynenc.Backend;

/// <summary>How many invocations of a task are in a status.</summary>
public sealed record StatusCount(TaskId Task, InvocationStatus Status, long Count);
