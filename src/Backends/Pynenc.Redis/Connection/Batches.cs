namespace Pynenc.Redis;

/// <summary>Cuts what is asked for into scripts that keep the server for a short time only.</summary>
internal static class Batches
{
    /// <summary>The most items one script works on: about three milliseconds of the server.</summary>
    public const int MostItems = 500;

    /// <summary>A request longer than this is sent before more is added to it.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>How many requests are on their way at once: while one is answered the next is written.</summary>
    public const int MostAtOnce = 2;

    /// <summary>Writes items into requests, sends them in order, and collects what each is answered.</summary>
    /// <param name="items">What is asked for.</param>
    /// <param name="write">Writes one item.</param>
    /// <param name="send">Sends a request of so many items, the first of them at an index, and reads the answer.</param>
    public static async ValueTask RunAsync<T>(IReadOnlyList<T> items, Action<Packer, T> write, Func<Packer, int, int, Task> send)
    {
        var open = new Queue<Task>();
        Exception? failure = null;
        for (int first = 0; first < items.Count && failure is null;)
        {
            var packer = new Packer(Math.Min(items.Count, MostItems) * 256);
            int next = first;
            do
            {
                write(packer, items[next++]);
            }
            while (next < items.Count && next - first < MostItems && packer.Length < MostBytes);

            if (open.Count == MostAtOnce)
            {
                failure = await EndAsync(open.Dequeue()).ConfigureAwait(false);
            }

            open.Enqueue(SendAsync(packer, first, next - first));
            first = next;
        }

        while (open.TryDequeue(out Task? sent))
        {
            failure = await EndAsync(sent).ConfigureAwait(false) ?? failure;
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        async Task SendAsync(Packer packer, int first, int count)
        {
            await send(packer, first, count).ConfigureAwait(false);

            // Only after an answer: a request without one may still be written to the line.
            packer.Dispose();
        }
    }

    private static async ValueTask<Exception?> EndAsync(Task sent)
    {
        try
        {
            await sent.ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
