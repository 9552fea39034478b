namespace Pynenc.Backend;

/// <summary>One runner, as it presents itself.</summary>
/// <param name="Id">This life of it.</param>
/// <param name="Kind">The runner's type, such as <c>ThreadRunner</c>.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessId">The operating system's process id.</param>
/// <param name="Slots">How many bodies it runs at once.</param>
/// <param name="StartedAt">When it started, by its own clock.</param>
public sealed record RunnerInfo(RunnerId Id, string Kind, string Host, int ProcessId, int Slots, DateTimeOffset StartedAt);
