using Pynenc.Testing.Conformance.Cases;
using Pynenc.Testing.Conformance.Generated;

namespace Pynenc.Testing.Conformance;

/// <summary>Every case there is. A new case reaches every backend on the next build.</summary>
public static class ConformanceSuite
{
    /// <summary>All cases, in a fixed order.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. BrokerCases.All,
        .. CapabilityCases.All,
        .. QueueOrderCases.All,
        .. PublishCases.All,
        .. ReservationCases.All,
        .. ClaimCases.All,
        .. ConcurrencyCases.All,
        .. RateCases.All,
        .. TransitionCases.All,
        .. WaitCases.All,
        .. RunnerCases.All,
        .. SweepCases.All,
        .. RemovalCases.All,
        .. QueryCases.All,
        .. ClientDataCases.All,
        .. SignalCases.All,
        .. IsolationCases.All,
        .. RaceCases.All,
        .. GeneratedCases.All,
        .. EngineCases.All,
        .. LimitedTaskCases.All,
        .. WaitingCases.All,
        .. ContinuationCases.All,
        .. LargeValueCases.All,
        .. SettingAsideCases.All,
        .. OperatorCases.All,
        .. RecoveryCases.All,
    ];

    /// <summary>Runs one case on a backend, and disposes the backend.</summary>
    /// <remarks>
    /// Ends within <see cref="BackendUnderTest.CaseLimit"/>, and as much again for closing, even if the backend never returns,
    /// ignores its token or blocks the thread that calls it.
    /// </remarks>
    /// <exception cref="ConformanceException">The promise is broken.</exception>
    /// <exception cref="ConformanceSkipException">The backend does not make the promise.</exception>
    public static Task RunAsync(string name, BackendUnderTest backend, CancellationToken cancellationToken) =>
        RunAsync(Cases.Single(c => c.Name == name), backend, cancellationToken);

    /// <inheritdoc cref="RunAsync(string, BackendUnderTest, CancellationToken)"/>
    public static Task RunAsync(ConformanceCase it, BackendUnderTest backend, CancellationToken cancellationToken) =>
        new CaseRun(it, backend).RunAsync(cancellationToken);

    /// <summary>Runs many cases one after the other, each on a backend of its own, and reports.</summary>
    /// <param name="open">Makes the backend for one case.</param>
    /// <param name="cases">Which cases; <see langword="null"/> means all.</param>
    /// <param name="cancellationToken">Stops before the next case.</param>
    public static async Task<ConformanceReport> ReportAsync(
        Func<BackendUnderTest> open, IEnumerable<ConformanceCase>? cases = null, CancellationToken cancellationToken = default)
    {
        BackendUnderTest first = open();
        await using (first.ConfigureAwait(false))
        {
            var report = new ConformanceReport(first.Name, CapabilityText.Of(first));
            foreach (ConformanceCase it in cases ?? Cases)
            {
                report.Add(await ResultAsync(it, open(), cancellationToken).ConfigureAwait(false));
            }

            return report;
        }
    }

    private static async Task<ConformanceResult> ResultAsync(ConformanceCase it, BackendUnderTest backend, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        ConformanceOutcome outcome = ConformanceOutcome.Passed;
        string? reason = null;
        try
        {
            await RunAsync(it, backend, cancellationToken).ConfigureAwait(false);
        }
        catch (ConformanceSkipException skip)
        {
            (outcome, reason) = (ConformanceOutcome.Skipped, skip.Message);
        }
        catch (ConformanceException failure)
        {
            (outcome, reason) = (ConformanceOutcome.Failed, failure.Message);
        }

        return new ConformanceResult(it, outcome, reason, TimeProvider.System.GetElapsedTime(start));
    }
}
