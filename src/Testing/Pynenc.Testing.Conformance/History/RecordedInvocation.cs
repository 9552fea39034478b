using System.Text;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History;

/// <summary>An invocation as the store had it at the end of a run.</summary>
/// <param name="State">Its state.</param>
/// <param name="History">All its history rows, in the order of the store.</param>
/// <param name="Payload">The stored result or error; <see langword="null"/> when there is none.</param>
public sealed record RecordedInvocation(InvocationState State, IReadOnlyList<HistoryEntry> History, ReadOnlyMemory<byte>? Payload)
{
    /// <summary>The invocation.</summary>
    public InvocationId Id => State.Record.Id;

    /// <summary>The stored result as JSON text; <see langword="null"/> unless it succeeded.</summary>
    public string? Result => State.Status == InvocationStatus.Success && Payload is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    /// <summary>Its history on one line, for messages.</summary>
    public string Path => string.Join(" → ", History.Select(h => h.Epoch == 0 ? h.Status.Text() : $"{h.Status.Text()}({h.Epoch})"));
}
