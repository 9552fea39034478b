namespace Pynenc.SQLite;

/// <summary>The values of the column <c>routing</c>.</summary>
internal static class Routing
{
    /// <summary>Nobody needs to route it: it is not available to run, or the queue of this database has it.</summary>
    public const long None = 0;

    /// <summary>To be routed.</summary>
    public const long Marked = 1;

    /// <summary>Routed, and not claimed since.</summary>
    public const long Routed = 2;

    /// <summary>Waits for a slot of its concurrency limit; whoever frees one sees to it.</summary>
    public const long InLine = 3;
}
