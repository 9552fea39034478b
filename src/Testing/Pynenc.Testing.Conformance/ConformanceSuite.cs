using Pynenc.Testing.Conformance.Cases;

namespace Pynenc.Testing.Conformance;

/// <summary>Every case there is. A new case reaches every backend on the next build.</summary>
public static class ConformanceSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>All cases, in a fixed order.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. BrokerCases.All,
        .. PublishCases.All,
        .. ClaimCases.All,
        .. TransitionCases.All,
        .. WaitCases.All,
        .. RunnerCases.All,
        .. SweepCases.All,
        .. QueryCases.All,
        .. IsolationCases.All,
        .. RaceCases.All,
        .. EngineCases.All,
        .. RecoveryCases.All,
    ];

    /// <summary>Runs one case on a backend, and disposes the backend.</summary>
    /// <exception cref="ConformanceException">The promise is broken.</exception>
    /// <exception cref="ConformanceSkipException">The backend does not make the promise.</exception>
    public static async Task RunAsync(string name, BackendUnderTest backend, CancellationToken cancellationToken)
    {
        ConformanceCase found = Cases.Single(c => c.Name == name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await using (backend.ConfigureAwait(false))
        {
            CaseContext context = await CaseContext.CreateAsync(backend, limit.Token).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                try
                {
                    await found.RunAsync(context).WaitAsync(limit.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    throw new ConformanceException($"'{name}' on {backend.Name} had not ended after {Limit}.");
                }
            }
        }
    }
}
