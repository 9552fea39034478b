using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>How much goes to the server at once: far below its limits of 100,000 writes and 48 MB, so that no command takes long.</summary>
internal static class Batch
{
    /// <summary>Ids in one question.</summary>
    public const int MostIds = 2000;

    /// <summary>Writes in one command.</summary>
    public const int MostWrites = 500;

    /// <summary>Bytes of values in one command.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Each write stands for itself.</summary>
    public static BulkWriteOptions Unordered { get; } = new() { IsOrdered = false };
}
