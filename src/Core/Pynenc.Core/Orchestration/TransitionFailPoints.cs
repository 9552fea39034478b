using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

/// <summary>The fail points around a transition, by what it is for. Recoveries have points of their own.</summary>
internal static class TransitionFailPoints
{
    public static void Before(IReadOnlyList<TransitionRequest> requests)
    {
        if (FailPoint.IsOn)
        {
            HitAll(requests, FailPoints.CompleteBefore, FailPoints.RetryBefore, FailPoints.CancelBefore);
        }
    }

    public static void Stored(IReadOnlyList<TransitionRequest> requests)
    {
        if (FailPoint.IsOn)
        {
            HitAll(requests, FailPoints.CompleteStored, FailPoints.RetryStored, FailPoints.CancelStored);
        }
    }

    private static void HitAll(IReadOnlyList<TransitionRequest> requests, string complete, string retry, string cancel)
    {
        foreach (TransitionRequest request in requests)
        {
            switch (request.Target)
            {
                case InvocationStatus.Success or InvocationStatus.Failed:
                    FailPoint.Hit(complete);
                    break;
                case InvocationStatus.Retry:
                    FailPoint.Hit(retry);
                    break;
                case InvocationStatus.Cancelled:
                    FailPoint.Hit(cancel);
                    break;
                default:
                    break;
            }
        }
    }
}
