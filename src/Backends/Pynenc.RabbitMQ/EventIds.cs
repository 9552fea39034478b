namespace Pynenc.RabbitMQ;

/// <summary>The numbers of this package's log events; never reused.</summary>
internal static class EventIds
{
    public const int Connected = 6001;
    public const int ConnectionLost = 6002;
    public const int ConnectFailed = 6003;
    public const int ConsumerCancelled = 6004;
    public const int ConsumerStuck = 6005;
    public const int SetAside = 6006;
    public const int SetAsideFailed = 6007;
    public const int QueueVanished = 6008;
    public const int QueueFound = 6009;
    public const int Blocked = 6010;
    public const int Unblocked = 6011;
    public const int ReturnFailed = 6012;
    public const int LeaseEnded = 6013;
    public const int UnreadableName = 6014;
}
