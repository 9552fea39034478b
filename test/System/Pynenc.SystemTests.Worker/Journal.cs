using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pynenc.SystemTests.Worker;

/// <summary>What callers and bodies of this process know, a line per fact, in a file that survives the process.</summary>
/// <remarks>Each line is handed to the operating system before the fact may have consequences; SIGKILL takes nothing of it back.</remarks>
public sealed class Journal : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _gate = new();

    private Journal(string path) => _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>The journal of this process; bodies of the mixed tasks write to it.</summary>
    public static Journal? Current { get; private set; }

    /// <summary>Where the journals of the processes of a run are.</summary>
    public static string FolderOf(string place) => place + ".journals";

    /// <summary>Opens the journal of this process.</summary>
    public static Journal Open(string place)
    {
        Directory.CreateDirectory(FolderOf(place));
        return Current = new Journal(Path.Combine(FolderOf(place), $"{TimeProvider.System.GetUtcNow().Ticks}-{Environment.ProcessId}.log"));
    }

    /// <summary>Runs a body, and notes its start and what it is about to return.</summary>
    public static async Task<int> RunAsync(InvocationContext context, Func<Task<int>> body, string consumer = "")
    {
        Current?.Write("start", context.InvocationId, context.Attempt, Now(), consumer);
        int result = await body();
        Current?.Write("result", context.InvocationId, context.Attempt, JsonSerializer.Serialize(result));
        return result;
    }

    /// <summary>Notes that a publish has returned, and the only end that is right; null when the caller cannot know it.</summary>
    public void Accepted(InvocationId id, InvocationStatus? end, int? result, DateTimeOffset? notBefore) =>
        Write("accepted", id, end?.ToString() ?? "", result?.ToString(CultureInfo.InvariantCulture) ?? "", notBefore?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "", Now());

    /// <summary>Notes that a cancellation has returned true.</summary>
    public void Cancelled(InvocationId id) => Write("cancelled", id);

    public void Dispose() => _file.Dispose();

    private static long Now() => TimeProvider.System.GetUtcNow().UtcTicks;

    private void Write(params object[] words)
    {
        byte[] line = Encoding.UTF8.GetBytes(string.Join('\t', words.Select(w => Convert.ToString(w, CultureInfo.InvariantCulture))) + "\n");
        lock (_gate)
        {
            _file.Write(line);
        }
    }
}
