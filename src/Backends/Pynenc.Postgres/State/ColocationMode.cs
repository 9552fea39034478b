namespace Pynenc.Postgres;

/// <summary>Whether queue and state of this application share their transactions.</summary>
internal sealed class ColocationMode
{
    public bool IsColocated { get; set; }
}
