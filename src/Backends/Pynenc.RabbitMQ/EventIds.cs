namespace Pynenc.RabbitMQ;

/// <summary>The numbers of this package's log events; never reused.</summary>
internal static class EventIds
{
    public const int Connected = 5001;
    public const int ConnectionLost = 5002;
    public const int ConnectFailed = 5003;
    public const int ConsumerCancelled = 5004;
    public const int ConsumerStuck = 5005;
    public const int SetAside = 5006;
    public const int SetAsideFailed = 5007;
    public const int QueueVanished = 5008;
    public const int QueueFound = 5009;
    public const int Blocked = 5010;
    public const int Unblocked = 5011;
    public const int ReturnFailed = 5012;
    public const int LeaseEnded = 5013;
    public const int UnreadableName = 5014;
}
