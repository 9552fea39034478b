using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Large values: stored once by content, whole or not at all, kept while anybody refers to them.</summary>
internal static class ClientDataCases
{
    private const string Area = "client data";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Case("A value comes back as it was put, and is stored once", async (c, contents) =>
        {
            byte[] value = Value(3_000_000);
            var key = ContentKey.Of(value);
            Check.Equal(false, await contents.TouchAsync(key, c.Token), "touched before it was put");
            Check.Equal(null, await contents.OpenAsync(key, c.Token), "opened before it was put");
            await PutAsync(c, contents, value);
            await PutAsync(c, contents, value);
            Check.Equal(true, await contents.TouchAsync(key, c.Token), "touched");
            Check.True(Enumerable.SequenceEqual(value, await ReadAsync(c, contents, key)), "every byte came back");
        }),
        Case("An empty value is a value", async (c, contents) =>
        {
            await PutAsync(c, contents, []);
            Check.Equal(0, (await ReadAsync(c, contents, ContentKey.Of([]))).Length);
        }),
        Case("Eight who put the same value at once all succeed, and it is whole", async (c, contents) =>
        {
            byte[] value = Value(500_000);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PutAsync(c, contents, value))));
            Check.True(Enumerable.SequenceEqual(value, await ReadAsync(c, contents, ContentKey.Of(value))), "every byte came back");
        }),
        Case("A put that is cut short leaves nothing to read, and can be repeated", async (c, contents) =>
        {
            byte[] value = Value(800_000);
            using var broken = new BrokenStream(value, value.Length / 2);
            await Check.ThrowsAsync<IOException>(() => contents.PutAsync(ContentKey.Of(value), broken, c.Token).AsTask(), "a put whose source fails");
            Check.Equal(null, await contents.OpenAsync(ContentKey.Of(value), c.Token), "what was half put");
            Check.Equal(false, await contents.TouchAsync(ContentKey.Of(value), c.Token), "touched");
            await PutAsync(c, contents, value);
            Check.Equal(value.Length, (await ReadAsync(c, contents, ContentKey.Of(value))).Length);
        }),
        Case("What nobody refers to is found and removed once it is unused for long enough, and a touch saves it", async (c, contents) =>
        {
            byte[] old = Value(1000);
            byte[] touched = Value(1001);
            await PutAsync(c, contents, old);
            await PutAsync(c, contents, touched);
            await c.AdvanceAsync(TimeSpan.FromHours(2));
            await contents.TouchAsync(ContentKey.Of(touched), c.Token);
            ContentKey[] unused = [.. await contents.FindUnreferencedAsync(TimeSpan.FromHours(1), 10, c.Token)];
            Check.Sequence([ContentKey.Of(old)], unused);
            Check.Equal(1, await contents.DeleteUnreferencedAsync([ContentKey.Of(old), ContentKey.Of(touched)], TimeSpan.FromHours(1), c.Token), "removed");
            Check.Equal(null, await contents.OpenAsync(ContentKey.Of(old), c.Token), "the old one");
            Check.Equal(1001, (await ReadAsync(c, contents, ContentKey.Of(touched))).Length);
        }),
        Case("What an argument or a result refers to is kept until its invocation is removed", async (c, contents) =>
        {
            c.Need(c.State.Capabilities.Removal, "removal");
            byte[] argument = Value(2000);
            byte[] result = Value(2001);
            await PutAsync(c, contents, argument);
            await PutAsync(c, contents, result);
            InvocationRecord record = c.Record() with { Contents = [ContentKey.Of(argument)] };
            await c.Store.PublishAsync([record], c.Token);
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), record.Id);
            TransitionRequest end = c.Request(record.Id, fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = new byte[] { 1 }, Contents = [ContentKey.Of(result)] };
            await c.Store.TransitionAsync([end], c.Token);
            await c.AdvanceAsync(TimeSpan.FromHours(2));
            Check.Sequence([], await contents.FindUnreferencedAsync(TimeSpan.FromHours(1), 10, c.Token), "unused while the invocation is kept");
            Check.Equal(0, await contents.DeleteUnreferencedAsync([ContentKey.Of(argument), ContentKey.Of(result)], TimeSpan.FromHours(1), c.Token), "removed while it is kept");
            await c.State.Sweeps.DeleteAsync([record.Id], c.Token);
            ContentKey[] unused = [.. await contents.FindUnreferencedAsync(TimeSpan.FromHours(1), 10, c.Token)];
            Check.Equal(2, unused.Intersect([ContentKey.Of(argument), ContentKey.Of(result)]).Count(), "unused after it was removed");
        }),
    ];

    private static ConformanceCase Case(string name, Func<CaseContext, ClientDataStore, Task> run) => new(name, Area, async c =>
    {
        c.Need(c.State.ClientData is not null, "a place for large values");
        await c.App.InitializeAsync(c.Token);
        await run(c, c.State.ClientData!);
    });

    private static byte[] Value(int length)
    {
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        return value;
    }

    private static async Task PutAsync(CaseContext c, ClientDataStore contents, byte[] value)
    {
        using var stream = new MemoryStream(value);
        await contents.PutAsync(ContentKey.Of(value), stream, c.Token);
    }

    private static async Task<byte[]> ReadAsync(CaseContext c, ClientDataStore contents, ContentKey key)
    {
        Stream stored = await contents.OpenAsync(key, c.Token) ?? throw new ConformanceException($"Expected the value {key}; it is not stored.");
        await using (stored)
        {
            using var copy = new MemoryStream();
            await stored.CopyToAsync(copy, c.Token);
            return copy.ToArray();
        }
    }

    /// <summary>Fails in its middle.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private readonly byte[] _value;
        private readonly int _breaksAt;

        public BrokenStream(byte[] value, int breaksAt)
            : base(value) => (_value, _breaksAt) = (value, breaksAt);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Allowed(count));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Allowed(buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(_value.AsMemory(0, _breaksAt), cancellationToken);
            throw new IOException("The source broke.");
        }

        private int Allowed(int count) => Position < _breaksAt ? (int)Math.Min(count, _breaksAt - Position) : throw new IOException("The source broke.");
    }
}
