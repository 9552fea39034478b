using System.ComponentModel;

namespace Pynenc.SQLite;

/// <summary>The fail points inside the transactions of this backend; see <see cref="Diagnostics.FailPoint"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SQLiteFailPoints
{
    /// <summary>A group of steps is about to take the write lock.</summary>
    public const string CommitBefore = "sqlite.commit.before";

    /// <summary>All steps of a group are done, and nothing is committed.</summary>
    public const string CommitAfterStatements = "sqlite.commit.after-statements";

    /// <summary>A group is committed, and none of its callers knows.</summary>
    public const string CommitAfter = "sqlite.commit.after";

    /// <summary>In a publish, the invocation is inserted, and its history and queue entry are not.</summary>
    public const string PublishInserted = "sqlite.publish.inserted";

    /// <summary>In a take, an entry is removed from its queue, and its invocation is not claimed. Co-located only.</summary>
    public const string TakeRemoved = "sqlite.take.removed";

    /// <summary>In a transition, the history is written, and the status is not.</summary>
    public const string TransitionHistory = "sqlite.transition.history";

    /// <summary>Every fail point of this backend.</summary>
    public static IReadOnlyList<string> All { get; } =
        [CommitBefore, CommitAfterStatements, CommitAfter, PublishInserted, TakeRemoved, TransitionHistory];
}
