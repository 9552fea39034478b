using Pynenc.Backend;

namespace Pynenc.Memory;

/// <inheritdoc/>
internal sealed class MemClientDataStore(MemTables tables, TimeProvider time) : ClientDataStore
{
    protected override ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            if (!tables.Contents.TryGetValue(key, out MemContent? content) || content.Bytes is null)
            {
                return new(false);
            }

            content.UsedAt = time.GetUtcNow();
            return new(true);
        }
    }

    protected override async ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        // Read to the end first, so that readers see all of it or nothing.
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        lock (tables.Gate)
        {
            MemContent stored = tables.ContentOf(key);
            stored.Bytes ??= copy.ToArray();
            stored.UsedAt = time.GetUtcNow();
        }
    }

    protected override ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new(tables.Contents.TryGetValue(key, out MemContent? content) && content.Bytes is { } bytes
                ? new MemoryStream(bytes, writable: false)
                : null);
        }
    }

    protected override ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            DateTimeOffset before = time.GetUtcNow() - unusedFor;
            return new([.. tables.Contents.Where(c => IsUnused(c.Value, before)).OrderBy(c => c.Value.UsedAt).Take(limit).Select(c => c.Key)]);
        }
    }

    protected override ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            DateTimeOffset before = time.GetUtcNow() - unusedFor;
            return new(keys.Count(key =>
                tables.Contents.TryGetValue(key, out MemContent? content) && IsUnused(content, before) && tables.Contents.Remove(key)));
        }
    }

    private static bool IsUnused(MemContent content, DateTimeOffset before) => content.References == 0 && content.UsedAt <= before;
}
