namespace Pynenc.Testing.Conformance;

/// <summary>Runs one case within its limit, and closes what it opened within another.</summary>
internal sealed class CaseRun(ConformanceCase it, BackendUnderTest backend)
{
    private CaseContext? _context;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(backend.CaseLimit);
            try
            {
                // On the pool, because a broken backend may block the thread that calls it.
                await Task.Run(() => BodyAsync(limit.Token), CancellationToken.None).WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                failure = Told(error, limit.IsCancellationRequested);
            }
        }

        string? closing = await CloseAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            throw failure;
        }

        if (closing is not null)
        {
            throw new ConformanceException($"'{it.Name}' on {backend.Name}: {closing}");
        }
    }

    private async Task BodyAsync(CancellationToken limit)
    {
        _context = new CaseContext(backend, limit);
        await _context.App.InitializeAsync(limit).ConfigureAwait(false);
        await it.RunAsync(_context).ConfigureAwait(false);
    }

    private Exception Told(Exception error, bool isOver) => error switch
    {
        ConformanceSkipException => error,
        OperationCanceledException when isOver => new ConformanceException(
            $"'{it.Name}' on {backend.Name}: expected an end within {backend.CaseLimit.TotalSeconds:0.###} s, saw none. Something hangs and ignores its token.", error),
        ConformanceException => new ConformanceException($"'{it.Name}' on {backend.Name}: {error.Message}", error.InnerException),
        _ => new ConformanceException($"'{it.Name}' on {backend.Name}: expected no exception, saw {error.GetType().Name}: {error.Message}", error),
    };

    private async Task<string?> CloseAsync()
    {
        try
        {
            await Task.Run(async () =>
            {
                if (_context is not null)
                {
                    await _context.DisposeAsync().ConfigureAwait(false);
                }

                await backend.DisposeAsync().ConfigureAwait(false);
            }).WaitAsync(backend.CaseLimit, TimeProvider.System).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException)
        {
            return $"expected that closing ends within {backend.CaseLimit.TotalSeconds:0.###} s, saw that it does not.";
        }
        catch (Exception error)
        {
            return $"expected that closing throws nothing, saw {error.GetType().Name}: {error.Message}";
        }
    }
}
