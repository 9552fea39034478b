using Microsoft.Extensions.Time.Testing;

namespace Pynenc.Testing;

/// <summary>An application in memory with a runner and a virtual clock, for unit tests of code that calls tasks.</summary>
public sealed class PynencTest : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private PynencTest(PynencApp app, ThreadRunner runner, FakeTimeProvider clock)
    {
        App = app;
        Runner = runner;
        Clock = clock;
    }

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>Its runner.</summary>
    public ThreadRunner Runner { get; }

    /// <summary>The clock of every delay, lease and time-out; it stands still until it is moved.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>An application in memory that runs every call to its end before the call returns. No runner, no clock.</summary>
    /// <param name="configure">More settings; the backend is chosen already.</param>
    public static PynencApp Inline(Action<PynencAppBuilder>? configure = null) => PynencApp.Create(builder =>
    {
        builder.UseMemory().RunInline();
        configure?.Invoke(builder);
    });

    /// <summary>Starts an application in memory with a runner and a virtual clock.</summary>
    /// <param name="configure">More settings; backend and clock are chosen already.</param>
    /// <param name="tasks">Registers delegates as tasks, before the runner starts.</param>
    /// <param name="runner">Settings of the runner.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async ValueTask<PynencTest> StartAsync(
        Action<PynencAppBuilder>? configure = null,
        Action<PynencApp>? tasks = null,
        Action<ThreadRunnerOptions>? runner = null,
        CancellationToken cancellationToken = default)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var app = PynencApp.Create(builder =>
        {
            builder.UseMemory().UseTime(clock);
            configure?.Invoke(builder);
        });
        tasks?.Invoke(app);
        return new PynencTest(app, await app.StartThreadRunnerAsync(runner, cancellationToken).ConfigureAwait(false), clock);
    }

    /// <summary>Waits for a result, and moves the clock in steps of a second for as long as it has not come.</summary>
    public async Task<TResult> ResultAsync<TResult>(Invocation<TResult> invocation, CancellationToken cancellationToken = default)
    {
        Task<TResult> result = invocation.ResultAsync(null, cancellationToken).AsTask();
        while (!result.IsCompleted)
        {
            // Real time, and only to let other threads run: what is ready now must not see the clock move first.
            await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken)).ConfigureAwait(false);
            if (!result.IsCompleted)
            {
                Clock.Advance(Step);
            }
        }

        return await result.ConfigureAwait(false);
    }

    /// <summary>Stops the runner and closes the application.</summary>
    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync().ConfigureAwait(false);
        await App.DisposeAsync().ConfigureAwait(false);
    }
}
