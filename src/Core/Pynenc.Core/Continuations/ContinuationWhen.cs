namespace Pynenc;

/// <summary>What has to become of the antecedents for a continuation to run. The names are stored.</summary>
internal enum ContinuationWhen
{
    /// <summary>All have succeeded. The first step is given the result, or the list of results.</summary>
    Success,

    /// <summary>One has ended without success. The first step is given an <see cref="InvocationFailure"/>.</summary>
    Failure,

    /// <summary>All have ended, however they did. The first step is given a <see cref="GroupProgress"/>.</summary>
    Ended,
}
