namespace Pynenc.Running;

/// <summary>Takes work of one application and runs it. Derive from it to write a runner.</summary>
public abstract class BaseRunner : IAsyncDisposable
{
    /// <summary>Checks that the application's backends can serve this kind of runner.</summary>
    /// <exception cref="PynencConfigurationException">They cannot; the message names the fix.</exception>
    protected BaseRunner(PynencApp app)
    {
        App = app;
        if (!RunsInOtherProcesses)
        {
            return;
        }

        var problems = new List<string>();
        Check(app.Broker.Capabilities.CrossProcess, app.Broker);
        Check(app.State.Capabilities.CrossProcess, app.State);
        if (problems.Count > 0)
        {
            throw new PynencConfigurationException(problems);
        }

        void Check(bool canCross, object backend)
        {
            if (!canCross)
            {
                problems.Add($"{backend.GetType().Name} keeps everything in this process and {GetType().Name} runs work in others. Use a ThreadRunner (await app.StartThreadRunnerAsync()), or a backend that processes can share: o.UseSQLite(\"app.db\").");
            }
        }
    }

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>True when bodies run in other processes than the one that created the application.</summary>
    protected virtual bool RunsInOtherProcesses => false;

    /// <summary>Starts to take work. A second start is harmless.</summary>
    public abstract ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Drains and stops; returns when the last loop has ended. A second stop waits for the first; a stop before the start is harmless.</summary>
    public abstract Task StopAsync();

    /// <summary>Stops.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync().ConfigureAwait(false);
    }
}
