namespace Pynenc.Running;

/// <summary>What a running body asks of the runner that runs it.</summary>
internal interface IExecution
{
    /// <summary>Cancelled when the body should stop: its invocation was cancelled or taken over, or its runner is at the end of its drain.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Says that the body is about to start. On a later attempt, completes only once that is stored. Saying it again does nothing.</summary>
    ValueTask StartAsync();

    /// <summary>Starts to watch the time the task gives this attempt. Disposing it ends the watch.</summary>
    /// <returns><see langword="null"/> when there is nothing to watch.</returns>
    IDisposable? Limit(TaskOptions options);

    /// <summary>Once the time is over: makes the error, from what the body threw when it was told to stop. Before: <see langword="null"/>.</summary>
    Func<Exception?, TimeoutException>? TimedOut { get; }

    /// <summary>Frees the slot until <paramref name="settled"/> completes.</summary>
    /// <param name="source">Who waits: the same object when the same wait pauses again, so that the store need not be told again.</param>
    /// <param name="waited">What is waited for.</param>
    /// <param name="settled">Starts the wait itself.</param>
    /// <param name="cancellationToken">Stops the wait, besides this execution's own token.</param>
    /// <returns>False when something waited for is settled already: then nothing was waited for.</returns>
    /// <exception cref="WaitCycleException">Waiting would never end.</exception>
    Task<bool> PauseAsync(
        object source, Func<IReadOnlyList<InvocationId>> waited, Func<CancellationToken, Task> settled, CancellationToken cancellationToken);
}
