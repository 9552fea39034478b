namespace Pynenc.SourceGeneration.EndToEnd;

/// <summary>Tasks as a user writes them; this project runs the generator over them while it is built.</summary>
public static class Jobs
{
    /// <summary>Adds two numbers.</summary>
    /// <param name="x">The first.</param>
    /// <param name="y">The second.</param>
    /// <param name="ct">Stops.</param>
    [PynencTask(MaxRetries = 3, Priority = 2.5, Aliases = ["old-add"])]
    public static async Task<int> Add(int x, int y = 2, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        await Task.Yield();
        return x + y;
    }

    [PynencTask(Id = "ping", Queue = "fast")]
    public static void Ping()
    {
    }
}

public sealed class Mailer(IServiceProvider services)
{
    [PynencTask]
    public Task SendAsync(string to, string? subject = null) => Task.FromResult((services, to, subject));
}
