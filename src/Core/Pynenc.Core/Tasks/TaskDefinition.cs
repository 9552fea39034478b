using Pynenc.Backend;

namespace Pynenc;

/// <summary>A task as declared: its id, its parameters, its options. Belongs to no application yet.</summary>
public abstract class TaskDefinition
{
    private protected TaskDefinition(TaskId id, TaskOptions options, IReadOnlyList<TaskParameter> parameters, Type resultType)
    {
        Id = id;
        Options = options;
        Parameters = parameters;
        ResultType = resultType;
        Queue = new QueueName(options.Queue);
        Priority = new Priority(options.Priority);
        HasLimits = TaskLimits.AreNeeded(options);
    }

    /// <summary>The stored id.</summary>
    public TaskId Id { get; }

    /// <summary>How its invocations are treated.</summary>
    public TaskOptions Options { get; }

    /// <summary>The parameters a caller gives, in declared order.</summary>
    public IReadOnlyList<TaskParameter> Parameters { get; }

    /// <summary>The type of the result; <see cref="Unit"/> when the task returns nothing.</summary>
    public Type ResultType { get; }

    internal QueueName Queue { get; }

    internal Priority Priority { get; }

    internal bool HasLimits { get; }

    /// <summary>Reads the arguments, runs the body, and returns the serialized result.</summary>
    internal abstract ValueTask<ReadOnlyMemory<byte>> RunAsync(ClaimedInvocation claimed, InvocationContext context, PayloadSerializer serializer);

    /// <summary>Checks arguments that came as JSON text, from a command line for example.</summary>
    internal abstract ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> json, PayloadSerializer serializer);
}
