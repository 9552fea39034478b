namespace Pynenc.MongoDB;

/// <summary>The numbers of this package's log events; never reused.</summary>
internal static class EventIds
{
    public const int Opened = 6001;
    public const int SchemaMigrated = 6002;
    public const int QueueAdopted = 6003;
    public const int Watching = 6004;
    public const int FeedFailed = 6005;
    public const int RingFailed = 6006;
    public const int ListenerFailed = 6007;
    public const int PayloadMissing = 6008;
    public const int LeftoversRemoved = 6009;
    public const int LeftoversFailed = 6010;
    public const int NotReplicated = 6011;
}
