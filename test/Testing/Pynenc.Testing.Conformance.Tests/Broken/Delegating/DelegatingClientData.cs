using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Does what another store does; a fault overrides the one member it breaks.</summary>
internal sealed class DelegatingClientData(ClientDataStore inner, Action<string>? called = null) : ClientDataStore
{
    protected override ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(TouchCoreAsync));
        return inner.TouchAsync(key, cancellationToken);
    }

    protected override ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(PutCoreAsync));
        return inner.PutAsync(key, content, cancellationToken);
    }

    protected override ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(OpenCoreAsync));
        return inner.OpenAsync(key, cancellationToken);
    }

    protected override ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(TimeSpan unusedFor, int limit, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(FindUnreferencedCoreAsync));
        return inner.FindUnreferencedAsync(unusedFor, limit, cancellationToken);
    }

    protected override ValueTask<int> DeleteUnreferencedCoreAsync(IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        called?.Invoke(nameof(DeleteUnreferencedCoreAsync));
        return inner.DeleteUnreferencedAsync(keys, unusedFor, cancellationToken);
    }
}
