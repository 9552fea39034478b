using System.Runtime.ExceptionServices;

namespace Pynenc;

/// <summary>What became of one member of a group. Looking at it throws nothing, except for <see cref="Result"/>.</summary>
public sealed class MemberOutcome<TResult>
{
    private readonly TResult? _result;

    internal MemberOutcome(Invocation<TResult> invocation, int index, InvocationStatus status, TResult? result, PynencException? error)
    {
        Invocation = invocation;
        Index = index;
        Status = status;
        _result = result;
        Error = error;
    }

    /// <summary>The member.</summary>
    public Invocation<TResult> Invocation { get; }

    /// <summary>Its place in the group, from 0: the order of the arguments.</summary>
    public int Index { get; }

    /// <summary>How it settled.</summary>
    public InvocationStatus Status { get; }

    /// <summary>True when there is a result.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The result.</summary>
    /// <exception cref="PynencException">There is none; the exception is <see cref="Error"/>.</exception>
    public TResult Result
    {
        get
        {
            if (Error is not null)
            {
                ExceptionDispatchInfo.Throw(Error);
            }

            return _result!;
        }
    }

    /// <summary>
    /// What awaiting the member throws: an <see cref="InvocationFailedException"/>, <see cref="InvocationCancelledException"/> or
    /// <see cref="InvocationStoppedException"/>, or a <see cref="PayloadException"/> when its result cannot be read as a
    /// <typeparamref name="TResult"/>; <see langword="null"/> when there is a result.
    /// </summary>
    public PynencException? Error { get; }
}
