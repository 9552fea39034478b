using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Pynenc.SQLite;

/// <summary>Wakes the other processes that use the same database: a file that is written after a commit and watched by all.</summary>
/// <remarks>
/// The file has a folder of its own, for a watch sees every write in its folder, and the database's own would tell of each
/// page. A ring that is lost, or cannot be heard, costs a safety poll.
/// </remarks>
internal sealed class Bell : IDisposable
{
    private static readonly byte[] Mark = [0];

    private readonly SQLiteLocation _location;
    private readonly ILogger _logger;
    private readonly string _file;
    private SafeFileHandle? _handle;
    private FileSystemWatcher? _watcher;
    private int _hasFailed;

    public Bell(SQLiteLocation location, ILogger logger)
    {
        _location = location;
        _logger = logger;
        _file = Path.Combine(location.Path + "-bell", "ring");
    }

    /// <summary>Opens the file and begins to listen. <paramref name="heard"/> is called on any thread, also for own rings.</summary>
    public void Start(Action heard)
    {
        try
        {
            string folder = Path.GetDirectoryName(_file)!;
            Directory.CreateDirectory(folder);
            _handle = File.OpenHandle(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
            _watcher.Changed += (_, _) => heard();
            _watcher.Error += (_, _) => heard();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            _logger.BellUnavailable(_location.Path, _location.Options.SafetyPoll.TotalMilliseconds, error);
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Wakes the others. Never throws.</summary>
    public void Ring()
    {
        try
        {
            if (_handle is { } handle)
            {
                RandomAccess.Write(handle, Mark, fileOffset: 0);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            {
                _logger.RingFailed(_file, error);
            }
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _handle?.Dispose();
    }
}
