using Pynenc.Backend;

namespace Pynenc;

/// <summary>Keeps large arguments and results apart from their invocations, where the state backend can; otherwise everything stays as it is.</summary>
/// <remarks>A value is put first and referred to second. A process that dies in between leaves a value without references, and a sweep removes it.</remarks>
internal sealed class LargePayloads
{
    private readonly ClientDataStore? _store;
    private readonly ContentCompression _compression;
    private readonly int _threshold;
    private readonly int _mostInline;

    public LargePayloads(ClientDataStore? store, PynencOptions options)
    {
        _store = store;
        _compression = options.ClientDataCompression;
        _mostInline = options.MaxPayloadBytes;
        IsOn = store is not null && options.ClientDataThreshold > 0;
        _threshold = IsOn ? Math.Min(options.ClientDataThreshold, options.MaxPayloadBytes) : int.MaxValue;
    }

    /// <summary>True when large values are kept apart.</summary>
    public bool IsOn { get; }

    /// <summary>Stores the large values of records about to be published, each once, and gives the records that refer to them.</summary>
    public ValueTask<IReadOnlyList<InvocationRecord>> StoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].Arguments.Length > _threshold || PayloadEnvelope.IsOne(records[i].Arguments))
            {
                return StoreLargeAsync(records, cancellationToken);
            }
        }

        return new(records);
    }

    private async ValueTask<IReadOnlyList<InvocationRecord>> StoreLargeAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        InvocationRecord[]? changed = null;
        HashSet<ContentKey>? stored = null;
        for (int i = 0; i < records.Count; i++)
        {
            ReadOnlyMemory<byte> arguments = records[i].Arguments;
            if (PayloadEnvelope.IsOne(arguments))
            {
                // Run again. A value that is gone is told by the claim, which parks the invocation with the reason.
                IReadOnlyList<ContentKey> kept = await KeepAsync(PayloadEnvelope.Read(arguments), cancellationToken).ConfigureAwait(false);
                (changed ??= [.. records])[i] = records[i] with { Contents = kept };
            }
            else if (arguments.Length > _threshold && PayloadSplitter.Arguments(arguments, _threshold, _mostInline) is { } split)
            {
                foreach ((ContentKey key, ReadOnlyMemory<byte> value) in split.Values)
                {
                    if ((stored ??= []).Add(key))
                    {
                        await PutAsync(key, value, cancellationToken).ConfigureAwait(false);
                    }
                }

                (changed ??= [.. records])[i] = records[i] with { Arguments = split.Stored, Contents = split.Keys };
            }
        }

        return changed ?? records;
    }

    /// <summary>True when a result is to be kept apart.</summary>
    public bool IsLarge(ReadOnlyMemory<byte> result) => result.Length > _threshold;

    /// <summary>Stores a large result.</summary>
    /// <returns>What is to be stored with the invocation, and what that refers to.</returns>
    public async ValueTask<(ReadOnlyMemory<byte> Payload, IReadOnlyList<ContentKey> Contents)> StoreAsync(ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        SplitPayload split = PayloadSplitter.Whole(result);
        await PutAsync(split.Values[0].Key, result, cancellationToken).ConfigureAwait(false);
        return (split.Stored, split.Keys);
    }

    /// <summary>Gives a stored payload as it was.</summary>
    /// <exception cref="PayloadException">A value it refers to is missing or damaged.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(ReadOnlyMemory<byte> stored, CancellationToken cancellationToken) =>
        PayloadEnvelope.IsOne(stored) ? ReadPiecesAsync(PayloadEnvelope.Read(stored), cancellationToken) : new(stored);

    private async ValueTask<ReadOnlyMemory<byte>> ReadPiecesAsync(PayloadEnvelope envelope, CancellationToken cancellationToken)
    {
        if (envelope.Pieces is [(_, { } only)])
        {
            return await ReadValueAsync(only, cancellationToken).ConfigureAwait(false);
        }

        using var whole = new MemoryStream(envelope.Pieces.Sum(p => p.Reference?.Length ?? p.Text.Length));
        foreach ((ReadOnlyMemory<byte> text, ContentReference? reference) in envelope.Pieces)
        {
            whole.Write(reference is { } large ? await ReadValueAsync(large, cancellationToken).ConfigureAwait(false) : text.Span);
        }

        return whole.ToArray();
    }

    private async ValueTask<byte[]> ReadValueAsync(ContentReference reference, CancellationToken cancellationToken)
    {
        ClientDataStore store = _store ?? throw new PayloadException($"A stored payload refers to value {reference.Key}, and the state backend keeps no large values. Use the one it was stored with.");
        Stream? stored = await store.OpenAsync(reference.Key, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            throw new PayloadException($"The stored value {reference.Key} is missing. It was removed from the state backend; restore it, or call again.");
        }

        await using (stored.ConfigureAwait(false))
        {
            return await ContentCoding.DecodeAsync(stored, reference, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PutAsync(ContentKey key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (await _store!.TouchAsync(key, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        using MemoryStream content = ContentCoding.Encode(value.Span, _compression);
        await _store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks values as used, and gives those that are there.</summary>
    private async ValueTask<IReadOnlyList<ContentKey>> KeepAsync(PayloadEnvelope envelope, CancellationToken cancellationToken)
    {
        var kept = new List<ContentKey>();
        foreach (ContentKey key in envelope.Keys)
        {
            if (_store is not null && await _store.TouchAsync(key, cancellationToken).ConfigureAwait(false))
            {
                kept.Add(key);
            }
        }

        return kept;
    }
}
