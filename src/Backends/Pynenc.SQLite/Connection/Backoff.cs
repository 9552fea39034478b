namespace Pynenc.SQLite;

/// <summary>How a writer waits for another process's transaction, which usually ends within a few milliseconds.</summary>
/// <remarks>SQLite's own handler would sleep up to 100 ms at a time, and find the lock taken again.</remarks>
internal static class Backoff
{
    private static readonly ManualResetEventSlim Never = new(false, spinCount: 0);

    public static void Wait(int attempt)
    {
        if (attempt < 4)
        {
            Thread.Yield();
            return;
        }

        Never.Wait(attempt < 40 ? 1 : Random.Shared.Next(1, 4), CancellationToken.None);
    }
}
