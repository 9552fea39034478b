using Pynenc.Backend;

namespace Pynenc;

/// <summary>A task whose arguments and result are known at compile time.</summary>
/// <typeparam name="TArguments">A tuple of the arguments.</typeparam>
/// <typeparam name="TResult">The result; <see cref="Unit"/> for none.</typeparam>
public sealed class TaskDefinition<TArguments, TResult> : TaskDefinition
{
    private readonly ArgumentsCodec<TArguments> _codec;
    private readonly Func<TArguments, InvocationContext, ValueTask<TResult>> _body;

    /// <summary>Declares a task. Generated code and <c>app.Task(…)</c> call it; you rarely do.</summary>
    /// <exception cref="PynencConfigurationException">The id or an option is out of range.</exception>
    public TaskDefinition(
        string id,
        TaskOptions options,
        ArgumentsCodec<TArguments> codec,
        Func<TArguments, InvocationContext, ValueTask<TResult>> body)
        : base(Check(id, options, codec.Parameters), options, codec.Parameters, typeof(TResult))
    {
        _codec = codec;
        _body = body;
    }

    internal ReadOnlyMemory<byte> Encode(in TArguments arguments, PayloadSerializer serializer)
    {
        try
        {
            return serializer.CheckSize(_codec.Encode(in arguments, serializer), "arguments");
        }
        catch (PayloadException error)
        {
            throw new PayloadException($"Task '{Id}': {error.Message}", error.InnerException);
        }
    }

    internal override async ValueTask<ReadOnlyMemory<byte>> RunAsync(
        ClaimedInvocation claimed, InvocationContext context, PayloadSerializer serializer)
    {
        TArguments arguments = _codec.Decode(claimed.Record.Arguments, serializer);
        await context.StartBodyAsync().ConfigureAwait(false);
        TResult result = await _body(arguments, context).ConfigureAwait(false);
        return serializer.CheckSize(serializer.Serialize(result), "result");
    }

    internal override ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> json, PayloadSerializer serializer) =>
        Encode(_codec.Decode(json, serializer), serializer);

    private static TaskId Check(string id, TaskOptions options, IReadOnlyList<TaskParameter> parameters)
    {
        var problems = new List<string>();
        if (TaskId.Problem(id) is { } problem)
        {
            problems.Add(problem);
        }

        problems.AddRange(options.Problems(id));
        problems.AddRange(options.LimitProblems(id, parameters));
        return problems.Count == 0 ? new TaskId(id) : throw new PynencConfigurationException(problems);
    }
}
