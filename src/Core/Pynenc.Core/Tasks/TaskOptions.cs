namespace Pynenc;

/// <summary>How the invocations of a task are treated. Complete with its defaults.</summary>
public sealed record TaskOptions
{
    /// <summary>Every default.</summary>
    public static TaskOptions Default { get; } = new();

    /// <summary>How many more attempts after the first. Default 0; 0 to 1000.</summary>
    public int MaxRetries { get; init; }

    /// <summary>
    /// The exceptions worth another attempt, derived ones included. Default empty, which means all. <see cref="RetryException"/>
    /// always counts; the cancellation of the invocation itself, and a payload that cannot be stored, never. Ignored when <see cref="MaxRetries"/> is 0.
    /// </summary>
    public IReadOnlyList<Type> RetryFor { get; init; } = [];

    /// <summary>The queue its invocations go to unless a call says otherwise. Default <c>default</c>.</summary>
    public string Queue { get; init; } = QueueName.Default.Value;

    /// <summary>The priority of its invocations unless a call says otherwise. Default 0; -100 to 100.</summary>
    public double Priority { get; init; }

    /// <summary>Ids this task had before; stored work under them still runs. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    internal IEnumerable<string> Problems(string task)
    {
        if (MaxRetries is < 0 or > 1000)
        {
            yield return $"Task '{task}': {nameof(MaxRetries)} is {MaxRetries}; it must be 0 to 1000.";
        }

        foreach (Type type in RetryFor.Where(t => !typeof(Exception).IsAssignableFrom(t)))
        {
            yield return $"Task '{task}': {nameof(RetryFor)} names {type}, which is not an exception.";
        }

        if (Names.Problem("Queue name", Queue, QueueName.MaxLength, allowDot: true) is { } queueProblem)
        {
            yield return $"Task '{task}': {queueProblem}";
        }

        if (!(Priority is >= Pynenc.Priority.Min and <= Pynenc.Priority.Max))
        {
            yield return $"Task '{task}': {nameof(Priority)} is {Priority}; it must be {Pynenc.Priority.Min} to {Pynenc.Priority.Max}.";
        }

        foreach (string alias in Aliases)
        {
            if (TaskId.Problem(alias) is { } aliasProblem)
            {
                yield return $"Task '{task}', alias: {aliasProblem}";
            }
        }
    }
}
