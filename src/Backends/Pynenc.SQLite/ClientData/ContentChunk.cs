using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>A piece of a value on its way into the file.</summary>
/// <param name="Key">The value.</param>
/// <param name="Writer">Tells the pieces of one put from those of another.</param>
/// <param name="Content">The number of the value in this file; <see langword="null"/> with its first piece, which finds or gives it.</param>
/// <param name="Ordinal">Counts the pieces from 0.</param>
/// <param name="Start">How many bytes came before.</param>
/// <param name="Bytes">The piece; empty when there was nothing left.</param>
/// <param name="IsLast">True when it completes the value.</param>
internal sealed record ContentChunk(ContentKey Key, long Writer, long? Content, int Ordinal, long Start, ReadOnlyMemory<byte> Bytes, bool IsLast);
