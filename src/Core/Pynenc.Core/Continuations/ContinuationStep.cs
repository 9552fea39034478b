using System.Text.Json;

namespace Pynenc;

/// <summary>One call that a continuation makes.</summary>
internal sealed record ContinuationStep
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The parameter that is given what comes before; <see langword="null"/> when none is.</summary>
    public string? Parameter { get; init; }

    /// <summary>The other arguments, an object; <see langword="null"/> when there are none.</summary>
    public JsonElement? Fixed { get; init; }

    public string? Queue { get; init; }

    public double? Priority { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long the call is kept back, from when it is made.</summary>
    public TimeSpan? Delay { get; init; }

    public ConcurrencyMode? RunningConcurrency { get; init; }

    public int? RunningLimit { get; init; }

    public BlockedAction? WhenBlocked { get; init; }

    public ConcurrencyMode? RegistrationConcurrency { get; init; }

    /// <summary>A call of a task with arguments that are all known, but for one that may come from before.</summary>
    public static ContinuationStep Of(TaskDefinition task, string? parameter, JsonElement? others, CallOptions? options) => new()
    {
        Task = task.Id.Value,
        Parameter = parameter,
        Fixed = others,
        Queue = options?.Queue?.Value,
        Priority = options?.Priority?.Value,
        NotBefore = options?.NotBefore,
        Delay = options?.Delay,
        RunningConcurrency = options?.RunningConcurrency,
        RunningLimit = options?.RunningLimit,
        WhenBlocked = options?.WhenBlocked,
        RegistrationConcurrency = options?.RegistrationConcurrency,
    };

    public CallOptions Options() => new()
    {
        Queue = Queue is null ? null : new QueueName(Queue),
        Priority = Priority is { } priority ? new Priority(priority) : null,
        NotBefore = NotBefore,
        Delay = Delay,
        RunningConcurrency = RunningConcurrency,
        RunningLimit = RunningLimit,
        WhenBlocked = WhenBlocked,
        RegistrationConcurrency = RegistrationConcurrency,
    };

    /// <summary>The arguments of the call, as the task itself would store them.</summary>
    public ReadOnlyMemory<byte> Arguments(TaskDefinition task, ReadOnlyMemory<byte> input, PayloadSerializer serializer)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (Parameter is not null)
            {
                writer.WritePropertyName(Parameter);
                writer.WriteRawValue(input.IsEmpty ? "{}"u8 : input.Span, skipInputValidation: true);
            }

            if (Fixed is { } others)
            {
                foreach (JsonProperty property in others.EnumerateObject())
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return task.Normalize(buffer.ToArray(), serializer);
    }
}
