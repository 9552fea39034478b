namespace Pynenc.Backend;

/// <summary>Keeps large values apart from the invocations that use them, each stored once, by its content.</summary>
/// <remarks>
/// <para>What is stored under a key never changes. An invocation refers to it through <see cref="InvocationRecord.Contents"/>
/// and <see cref="TransitionRequest.Contents"/>; those references are written in the step that publishes or moves the invocation,
/// and go when the invocation is removed.</para>
/// <para>The engine puts first and publishes second. What was put and never referred to is removed by a sweep, once it has not
/// been used for so long that no publish can still be on its way.</para>
/// </remarks>
public abstract class ClientDataStore
{
    /// <summary>Marks a value as used just now, by the store's clock.</summary>
    /// <returns>False when it is not stored, or not completely.</returns>
    public ValueTask<bool> TouchAsync(ContentKey key, CancellationToken cancellationToken) => TouchCoreAsync(key, cancellationToken);

    /// <summary>Stores a value, or, when it is stored already, marks it as used just now.</summary>
    /// <remarks>
    /// May be written in chunks; readers see all of it or nothing. Two callers may put the same value at once; both succeed.
    /// A put that was cut short leaves nothing that a reader sees, and can be repeated.
    /// </remarks>
    /// <param name="key">Its name. The bytes may be an encoding of the value, so the store does not compare them with the key.</param>
    /// <param name="content">The bytes, read once to the end.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public ValueTask PutAsync(ContentKey key, Stream content, CancellationToken cancellationToken) =>
        PutCoreAsync(key, content, cancellationToken);

    /// <summary>Opens a value for reading.</summary>
    /// <returns>A stream for the caller to dispose, or <see langword="null"/> when it is not stored, or not completely.</returns>
    public ValueTask<Stream?> OpenAsync(ContentKey key, CancellationToken cancellationToken) => OpenCoreAsync(key, cancellationToken);

    /// <summary>Values, complete or not, that no invocation refers to and that were not used for a time; the longest unused first.</summary>
    /// <param name="unusedFor">How long, by the store's clock. Not negative.</param>
    /// <param name="limit">The most keys wanted. At least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedAsync(TimeSpan unusedFor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unusedFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return FindUnreferencedCoreAsync(unusedFor, limit, cancellationToken);
    }

    /// <summary>Removes values, if still no invocation refers to them and nobody has used them meanwhile.</summary>
    /// <returns>How many were removed.</returns>
    public ValueTask<int> DeleteUnreferencedAsync(IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unusedFor, TimeSpan.Zero);
        return keys.Count == 0 ? new(0) : DeleteUnreferencedCoreAsync(keys, unusedFor, cancellationToken);
    }

    /// <inheritdoc cref="TouchAsync"/>
    protected abstract ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken);

    /// <inheritdoc cref="PutAsync"/>
    protected abstract ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken);

    /// <inheritdoc cref="OpenAsync"/>
    protected abstract ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindUnreferencedAsync"/>
    protected abstract ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="DeleteUnreferencedAsync"/>
    protected abstract ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken);
}
