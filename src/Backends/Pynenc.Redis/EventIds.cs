namespace Pynenc.Redis;

/// <summary>The numbers of this backend's log events; never reused.</summary>
internal static class EventIds
{
    public const int ConnectionLost = 6301;
    public const int ConnectionRestored = 6302;
    public const int NotPersistent = 6303;
    public const int Evicts = 6304;
    public const int QueueAdopted = 6305;
    public const int ListenerFailed = 6306;
    public const int StaleEntries = 6307;
    public const int SubscribeFailed = 6308;
}
