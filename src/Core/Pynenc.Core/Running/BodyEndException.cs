namespace Pynenc.Running;

/// <summary>Thrown by a task of the engine's own to say itself how its invocation ends.</summary>
internal sealed class BodyEndException(BodyEnd end) : PynencException(end.Reason ?? "")
{
    public BodyEnd End { get; } = end;
}
