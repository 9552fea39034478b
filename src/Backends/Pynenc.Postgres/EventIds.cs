namespace Pynenc.Postgres;

/// <summary>The numbers of this backend's log events; never reused.</summary>
internal static class EventIds
{
    public const int ListenFailed = 3001;
    public const int Listening = 3002;
    public const int SchemaMigrated = 3003;
    public const int QueueAdopted = 3004;
    public const int Repeated = 3005;
    public const int ListenerFailed = 3006;
    public const int NotTold = 3007;
}
