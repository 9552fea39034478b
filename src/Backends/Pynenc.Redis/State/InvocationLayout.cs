namespace Pynenc.Redis;

/// <summary>Where what stands in the string that is one invocation. The scripts know the same places.</summary>
internal static class InvocationLayout
{
    public const int Status = 0;
    public const int Parks = 1;
    public const int Flags = 2;
    public const int Epoch = 4;
    public const int Sequence = 8;
    public const int RowsLength = 12;
    public const int Retries = 16;
    public const int Recoveries = 20;
    public const int Entry = 24;
    public const int Due = 36;
    public const int Claimant = 44;
    public const int Number = 60;
    public const int Priority = 66;
    public const int FixedLength = 74;

    /// <summary>How long the head is; behind it stand the fixed part, the rows and the payload.</summary>
    public const int Head = 76;

    /// <summary>A call up to this length stands in the invocation, a longer one in a key of its own.</summary>
    public const int LongestCall = 256;

    /// <summary>A payload up to this length stands in the invocation, a longer one in a key of its own.</summary>
    public const int LongestPayload = 512;

    /// <summary>Neither owned, nor to be run, nor settled: left between two statuses.</summary>
    public static bool IsLoose(InvocationStatus status) => !status.IsOwned() && !status.IsAvailable() && !status.IsSettled();

    /// <summary>The two bytes by which a task's invocations are found; which of two tasks it is, the name tells.</summary>
    public static ushort Hash(ReadOnlySpan<byte> task)
    {
        uint hash = 2166136261;
        foreach (byte one in task)
        {
            hash = (hash ^ one) * 16777619;
        }

        return (ushort)(hash ^ (hash >> 16));
    }
}
