namespace Pynenc.Backend;

/// <summary>An invocation as it stands.</summary>
/// <param name="Record">What was published.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Fence">The claim on it; <see langword="null"/> when nobody holds it.</param>
/// <param name="Retries">How often it was tried again after an error.</param>
/// <param name="Recoveries">How often its body was cut short by the death of a runner.</param>
/// <param name="ChangedAt">When it entered its status.</param>
/// <param name="NotBefore">When it falls due; <see langword="null"/> when it is due, or no longer to be run.</param>
/// <param name="Reason">The reason given with its status; <see langword="null"/> when none was.</param>
/// <param name="Number">Its place in the order of registration, for keyset paging.</param>
public sealed record InvocationState(
    InvocationRecord Record,
    InvocationStatus Status,
    Fence? Fence,
    int Retries,
    int Recoveries,
    DateTimeOffset ChangedAt,
    DateTimeOffset? NotBefore,
    string? Reason,
    long Number);
