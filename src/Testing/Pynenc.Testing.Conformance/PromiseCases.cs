namespace Pynenc.Testing.Conformance;

/// <summary>The cases that prove each promise; a backend that guarantees it passes all of them.</summary>
public static class PromiseCases
{
    /// <summary>The names of the cases of a promise.</summary>
    public static IReadOnlyList<string> Of(Promise promise) => promise switch
    {
        Promise.AtomicPublication =>
        [
            "What was published and never routed is found after the grace, until it is marked as routed",
            "Co-located, what is published is in the queue in the same step",
            "What was stored and never routed is routed by the next runner",
            "What a broker has lost is routed again",
            "Publishers at once lose nothing, and keep their own order",
        ],
        Promise.LeaseRecovery =>
        [
            "Work of a dead runner runs elsewhere after its lease, whatever status it left it in",
            "A runner without heartbeat expires when its lease ends, and is returned once",
            "Every owned status of a runner that is gone is found, the oldest first",
            "Of two recoverers one wins",
            "A claim whose answer never arrived is given back",
        ],
        Promise.FencedCompletion =>
        [
            "Only the holder of the claim moves it on",
            "A worker that was recovered elsewhere stores nothing any more",
            "Of eight runners that claim the same invocation, one gets it",
            "A completion and a cancellation at once leave one end",
            "Whatever is asked of it in whatever order, a state backend follows the rules",
        ],
        Promise.AtomicSlots =>
        [
            "A claim beyond the limit waits under its key, without owner and without mark",
            "The slot that comes free is handed to the next in line, and nobody overtakes it",
            "Eight takers never hold more than the limit of a key, and all of its work is done",
        ],
        Promise.FirstInFirstOut =>
        [
            "Ids come back first in first out, duplicates included",
            "A batch keeps its order, behind what was there before",
            "Whatever is asked of it in whatever order, a broker does as a simple list would",
        ],
        Promise.Priority =>
        [
            "Higher priority comes first, equal ones first in first out",
        ],
        Promise.Durability =>
        [
            "What was stored is there after everything was closed and opened again",
            "What one process stores, another claims, and the first is fenced off",
        ],
        Promise.DelayedDelivery =>
        [
            "Nothing is claimed before its time",
            "What is held back for its time is routed when it comes, without any grace",
            "A retry counts, keeps its reason, and waits for its time",
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "No cases are named for this promise. Name them here."),
    };
}
