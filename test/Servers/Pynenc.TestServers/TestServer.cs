using System.Collections.Concurrent;

namespace Pynenc.TestServers;

/// <summary>A real server for tests: one that an environment variable names, or a program of this machine on a free port.</summary>
public abstract class TestServer : IAsyncDisposable
{
    private static readonly Dictionary<Type, Task<string>> Shared = [];

    /// <summary>Shared servers, so that they are not collected as garbage: with one goes the pipe to its guard, which ends it.</summary>
    private static readonly ConcurrentBag<TestServer> Kept = [];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-server-");
    private ServerProcess? _process;

    /// <summary>The server's name, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The port it listens on, on 127.0.0.1.</summary>
    public int Port { get; } = ServerPort.Free();

    /// <summary>How a client reaches it.</summary>
    public string ConnectionString => ConnectionStringAt(Port);

    /// <summary>Where its data is.</summary>
    protected string Folder => _folder.FullName;

    /// <summary>How a client reaches it through another port of this machine, such as that of a <see cref="TcpProxy"/>.</summary>
    public abstract string ConnectionStringAt(int port);

    /// <summary>The connection string of the server all tests of this process share: the one the variable names, or one that is started once.</summary>
    /// <exception cref="ServerMissingException">There is none, with the reason.</exception>
    public static Task<string> SharedAsync<TServer>(string variable)
        where TServer : TestServer, new()
    {
        lock (Shared)
        {
            if (!Shared.TryGetValue(typeof(TServer), out Task<string>? server))
            {
                Shared.Add(typeof(TServer), server = StartSharedAsync<TServer>(variable));
            }

            return server;
        }
    }

    /// <summary>Starts it, with the data it has; returns when it takes connections.</summary>
    /// <exception cref="ServerMissingException">Its program is not on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = await ServerProcess.StartAsync(Folder, await PrepareAsync(cancellationToken), Environments, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await ServerPort.AnswersAsync(Port, TimeSpan.FromSeconds(1), cancellationToken) || !await IsReadyAsync(limit.Token))
        {
            if (!_process.IsRunning || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{Name} did not start on port {Port}: {_process.Output()}");
            }
        }
    }

    /// <summary>Kills it by SIGKILL; its data stays.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => EndAsync(9, cancellationToken);

    /// <summary>Asks it to end; its data stays.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => EndAsync(StopSignal, cancellationToken);

    /// <summary>Stops its process without ending it: connections stay open, and nothing answers.</summary>
    public void Freeze() => _process!.Send(19);

    /// <summary>Lets a frozen process go on.</summary>
    public void Thaw() => _process!.Send(18);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await DisposeCompanionsAsync();
        await RemoveDataAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The signal that asks it to end.</summary>
    protected virtual int StopSignal => 15;

    /// <summary>Variables of the server's environment.</summary>
    protected virtual IReadOnlyDictionary<string, string> Environments { get; } = new Dictionary<string, string>();

    /// <summary>Makes its data folder, when it is new, and says what command starts it.</summary>
    protected abstract Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>True once it does its work, and not only accepts connections.</summary>
    protected virtual Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Ends what was started beside the server.</summary>
    protected virtual ValueTask DisposeCompanionsAsync() => ValueTask.CompletedTask;

    /// <summary>Looks for a program.</summary>
    /// <exception cref="ServerMissingException">It is nowhere.</exception>
    protected string Find(string program, string variable, params IEnumerable<string> folders)
    {
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(path).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
            ?? throw new ServerMissingException($"no {Name} server here: {variable} is not set, and there is no program {program}");
    }

    private static async Task<string> StartSharedAsync<TServer>(string variable)
        where TServer : TestServer, new()
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return named;
        }

        // Nobody disposes it: its guard ends it, and removes its data, when this process has ended.
        var server = new TServer();
        Kept.Add(server);
        await server.StartAsync(CancellationToken.None);
        return server.ConnectionString;
    }

    /// <summary>Waits for children of the server that keep files open a moment longer.</summary>
    private async Task RemoveDataAsync()
    {
        for (int attempt = 0; _folder.Exists; attempt++)
        {
            try
            {
                _folder.Delete(recursive: true);
                _folder.Refresh();
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private async Task EndAsync(int signal, CancellationToken cancellationToken)
    {
        _process!.Send(signal);
        await _process.ExitedAsync(cancellationToken);
        await _process.DisposeAsync();
        _process = null;
    }
}
