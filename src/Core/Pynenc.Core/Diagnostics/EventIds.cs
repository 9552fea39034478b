namespace Pynenc.Diagnostics;

/// <summary>The numbers of all log events, in ranges per feature; never reused.</summary>
internal static class EventIds
{
    // 1000: publish and route
    public const int RouteFailed = 1001;
    public const int MarkRoutedFailed = 1002;

    // 1100: claim
    public const int ReleaseFailed = 1101;
    public const int AckFailed = 1102;
    public const int StaleDelivery = 1103;

    // 1200: wait
    public const int ReadOutcomesFailed = 1201;
    public const int WaitFailed = 1202;
    public const int PromoteFailed = 1203;

    // 1300: recovery
    public const int RunnerExpired = 1301;
    public const int Recovered = 1302;
    public const int Poisoned = 1303;
    public const int RoutedAgain = 1304;
    public const int SweepFailed = 1305;
    public const int Unparked = 1306;
    public const int Pruned = 1307;
    public const int ContentPruned = 1308;

    // 1400: running
    public const int RunnerStarted = 1401;
    public const int RunnerStopped = 1402;
    public const int RunnerLost = 1403;
    public const int FetchFailed = 1404;
    public const int HeartbeatFailed = 1405;
    public const int WriteFailed = 1406;
    public const int ClaimLost = 1407;
    public const int Parked = 1408;
    public const int TaskFailed = 1409;
    public const int TaskRetried = 1410;
    public const int DrainTimedOut = 1411;
    public const int ReturnedUnlisted = 1412;
    public const int UnregisterFailed = 1413;
    public const int BodyAbandoned = 1414;
    public const int QueueIsPrivate = 1415;
    public const int LargeValueFailed = 1416;
}
