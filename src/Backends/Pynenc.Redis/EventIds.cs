namespace Pynenc.Redis;

/// <summary>The numbers of this backend's log events; never reused.</summary>
internal static class EventIds
{
    public const int ConnectionLost = 4001;
    public const int ConnectionRestored = 4002;
    public const int NotPersistent = 4003;
    public const int Evicts = 4004;
    public const int QueueAdopted = 4005;
    public const int ListenerFailed = 4006;
    public const int StaleEntries = 4007;
    public const int SubscribeFailed = 4008;
}
