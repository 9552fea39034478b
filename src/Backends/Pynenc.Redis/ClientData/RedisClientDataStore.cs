using System.Buffers;
using System.Buffers.Binary;
using Pynenc.Backend;
using StackExchange.Redis;

namespace Pynenc.Redis;

/// <summary>Large values in chunks. Each writer writes chunks of its own; the value exists once one of them has written its last.</summary>
internal sealed class RedisClientDataStore(RedisDatabase database) : ClientDataStore
{
    private const int ChunkBytes = 512 * 1024;

    /// <summary>Removes all values that nothing refers to any more, however young.</summary>
    public async ValueTask PurgeAsync(CancellationToken cancellationToken)
    {
        while ((long)await database.RunAsync(RedisScript.ContentDelete, [database.Now, RedisValue.EmptyString], cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    protected override async ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken) =>
        (long)await database.RunAsync(RedisScript.ContentTouch, [database.Now, Bytes(key)], cancellationToken).ConfigureAwait(false) == 1;

    protected override async ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        byte[] name = Bytes(key);
        byte[] writer = Guid.CreateVersion7().ToByteArray(bigEndian: true);
        await database.RunAsync(RedisScript.ContentBegin, [database.Now, name], cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        int chunks = 0;
        while (await content.ReadAtLeastAsync(buffer.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            await database.RunAsync(
                RedisScript.ContentChunk, [database.Now, name, writer, chunks++, buffer.AsMemory(0, count)], cancellationToken).ConfigureAwait(false);
        }

        // Only now: a chunk without an answer may still be written to the line.
        ArrayPool<byte>.Shared.Return(buffer);
        RedisResult ended = await database.RunAsync(RedisScript.ContentEnd, [database.Now, name, writer, chunks], cancellationToken).ConfigureAwait(false);
        if ((long)ended == 0)
        {
            throw new BackendUnavailableException($"The value {key} was removed while it was written, because the writing took longer than unused values are kept. Put it again.");
        }
    }

    protected override async ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        byte[] name = Bytes(key);
        RedisValue found = await database.AskAsync(
            server => server.StringGetAsync(Key("content:", name), CommandFlags.DemandMaster), "open", cancellationToken).ConfigureAwait(false);
        if (found.IsNull)
        {
            return null;
        }

        byte[] content = (byte[])found!;
        int chunks = (int)BinaryPrimitives.ReadUInt32LittleEndian(content);
        return new ContentStream(chunks, ReadAsync);

        async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int index, CancellationToken token)
        {
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(number, index);
            RedisKey chunk = Key("chunk:", [.. name, .. content.AsSpan(4), .. number]);
            RedisValue bytes = await database.AskAsync(server => server.StringGetAsync(chunk, CommandFlags.DemandMaster), "read", token).ConfigureAwait(false);
            return bytes.IsNull
                ? throw new BackendException($"The value {key} was removed while it was read. What refers to a value keeps it; open it only while something does.", isTransient: false)
                : (byte[])bytes!;
        }
    }

    protected override async ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken)
    {
        RedisResult found = await database.RunAsync(
            RedisScript.ContentUnused, [database.Now, Micros.Of(unusedFor), limit], cancellationToken).ConfigureAwait(false);
        return [.. ((byte[][])found!).Select(name => InvocationPacking.Content(name))];
    }

    protected override async ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        long removed = 0;
        foreach (ContentKey[] some in keys.Chunk(100))
        {
            RedisValue[] arguments = [database.Now, Micros.Of(unusedFor), .. some.Select(k => (RedisValue)Bytes(k))];
            removed += (long)await database.RunAsync(RedisScript.ContentDelete, arguments, cancellationToken).ConfigureAwait(false);
        }

        return (int)removed;
    }

    private static byte[] Bytes(ContentKey key) => Convert.FromHexString(key.ToString());

    private RedisKey Key(string kind, byte[] name) => (byte[])[.. database.Stem, .. System.Text.Encoding.ASCII.GetBytes(kind), .. name];
}
