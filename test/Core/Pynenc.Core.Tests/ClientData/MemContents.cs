using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.ClientData;

/// <summary>A memory state backend with a place for large values, which the test can look into, damage and shut; or with none.</summary>
internal sealed class StateWithContents(BackendContext app, bool hasPlace = true) : BaseStateBackend(app)
{
    private readonly MemStateBackend _inner = new(app);
    private ReferringStore? _invocations;

    public MemContents Contents { get; } = new();

    public override StateCapabilities Capabilities => _inner.Capabilities;

    public override InvocationStore Invocations => _invocations ??= new ReferringStore(_inner.Invocations, Contents);

    public override RunnerStore Runners => _inner.Runners;

    public override SweepStore Sweeps => _inner.Sweeps;

    public override InvocationQueries Queries => _inner.Queries;

    public override ClientDataStore? ClientData => hasPlace ? Contents : null;

    public override ValueTask PurgeAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);

    /// <summary>Notes what records and results refer to.</summary>
    private sealed class ReferringStore(InvocationStore inner, MemContents contents) : InvocationStore
    {
        protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
        {
            contents.Refer(records.SelectMany(r => r.Contents));
            return inner.PublishAsync(records, cancellationToken);
        }

        protected override ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) => inner.MarkRoutedAsync(routes, cancellationToken);

        protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken) => inner.ClaimAsync(request, cancellationToken);

        protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
        {
            contents.Refer(requests.SelectMany(r => r.Contents));
            return inner.TransitionAsync(requests, cancellationToken);
        }

        protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) => inner.WaitAsync(request, cancellationToken);
    }
}

internal sealed class MemContents : ClientDataStore
{
    private int _failures;

    public ConcurrentDictionary<ContentKey, byte[]> Values { get; } = new();

    public ConcurrentDictionary<ContentKey, int> References { get; } = new();

    public int Puts { get; private set; }

    public int Touches { get; private set; }

    public void FailNext(int failures) => Volatile.Write(ref _failures, failures);

    public void Refer(IEnumerable<ContentKey> keys)
    {
        foreach (ContentKey key in keys)
        {
            References.AddOrUpdate(key, 1, (_, n) => n + 1);
        }
    }

    protected override ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        Answer();
        Touches++;
        return new(Values.ContainsKey(key));
    }

    protected override async ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        Answer();
        Puts++;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Values.TryAdd(key, copy.ToArray());
    }

    protected override ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        Answer();
        return new(Values.TryGetValue(key, out byte[]? value) ? new MemoryStream(value) : null);
    }

    protected override ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(TimeSpan unusedFor, int limit, CancellationToken cancellationToken) =>
        new([.. Values.Keys.Where(k => !References.ContainsKey(k)).Take(limit)]);

    protected override ValueTask<int> DeleteUnreferencedCoreAsync(IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken) =>
        new(keys.Count(k => !References.ContainsKey(k) && Values.TryRemove(k, out _)));

    private void Answer()
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new BackendUnavailableException("The store is away.");
        }
    }
}
