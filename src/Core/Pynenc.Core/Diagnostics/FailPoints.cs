using System.ComponentModel;

namespace Pynenc.Diagnostics;

/// <summary>The fail points of the engine, in the order of an invocation's life.</summary>
/// <remarks>The fault cases visit every one of <see cref="All"/>; a new point needs no new test, only a line in the list.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FailPoints
{
    /// <summary>A publish is checked, and nothing is stored yet.</summary>
    public const string PublishBeforeStore = "publish.before-store";

    /// <summary>A publish is stored, its queue entry may be missing, and its caller knows nothing.</summary>
    public const string PublishStored = "publish.stored";

    /// <summary>A publish is stored and routed as far as it can be, and its caller knows nothing.</summary>
    public const string PublishMarked = "publish.marked";

    /// <summary>Ids of a publish, a transition or a sweep are about to be routed. Composed only, as all of routing.</summary>
    public const string RouteBefore = "route.before";

    /// <summary>Ids are in the queue, and the store still says that they are not.</summary>
    public const string RouteRouted = "route.routed";

    /// <summary>Ids are in the queue, and the store knows.</summary>
    public const string RouteMarked = "route.marked";

    /// <summary>Ids are received and hidden from others, and nobody owns them. Composed only.</summary>
    public const string TakeReceived = "take.received";

    /// <summary>Invocations are claimed, and their queue entries may still be there.</summary>
    public const string TakeClaimed = "take.claimed";

    /// <summary>Invocations are claimed, their queue entries are gone, and no body runs. Composed only.</summary>
    public const string TakeAcknowledged = "take.acknowledged";

    /// <summary>A body is about to start, and nothing says so.</summary>
    public const string StartBefore = "start.before";

    /// <summary>A later attempt is stored as running, and its body has not begun.</summary>
    public const string StartStored = "start.stored";

    /// <summary>A body waits, and nothing says so.</summary>
    public const string WaitBefore = "wait.before";

    /// <summary>A waiter is stored as paused, and does not know.</summary>
    public const string WaitPaused = "wait.paused";

    /// <summary>What was waited for has settled, and the waiter goes on.</summary>
    public const string WaitResumed = "wait.resumed";

    /// <summary>A body has ended with a result or an error, and nothing of it is stored.</summary>
    public const string CompleteBefore = "complete.before";

    /// <summary>A result or an error is stored, and nobody was told.</summary>
    public const string CompleteStored = "complete.stored";

    /// <summary>A body has failed with an error worth another attempt, and nothing of it is stored.</summary>
    public const string RetryBefore = "retry.before";

    /// <summary>A retry is stored, and its queue entry may be missing.</summary>
    public const string RetryStored = "retry.stored";

    /// <summary>A cancellation is about to be stored.</summary>
    public const string CancelBefore = "cancel.before";

    /// <summary>A cancellation is stored, and its caller and the body know nothing.</summary>
    public const string CancelStored = "cancel.stored";

    /// <summary>A dead runner is removed, and what it held is nobody's.</summary>
    public const string RecoverExpired = "recover.expired";

    /// <summary>Orphans are found, and not routed again.</summary>
    public const string RecoverFound = "recover.found";

    /// <summary>Orphans are on their way again.</summary>
    public const string RecoverApplied = "recover.applied";

    /// <summary>Every fail point of the engine.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PublishBeforeStore, PublishStored, PublishMarked,
        RouteBefore, RouteRouted, RouteMarked,
        TakeReceived, TakeClaimed, TakeAcknowledged,
        StartBefore, StartStored,
        WaitBefore, WaitPaused, WaitResumed,
        CompleteBefore, CompleteStored,
        RetryBefore, RetryStored,
        CancelBefore, CancelStored,
        RecoverExpired, RecoverFound, RecoverApplied,
    ];
}
