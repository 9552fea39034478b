using Microsoft.Extensions.Time.Testing;

namespace Pynenc.Testing.Conformance;

/// <summary>A broker and a state backend to be put to the test, as one user would configure them.</summary>
public abstract class BackendUnderTest : IAsyncDisposable
{
    /// <summary>Names the combination in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The clock of the backend; an application of a case uses it.</summary>
    public virtual FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>How long one case may take, in real time; longer counts as broken. Default 60 s.</summary>
    public virtual TimeSpan CaseLimit => TimeSpan.FromSeconds(60);

    /// <summary>The most generated sequences one case runs. Default 300.</summary>
    public virtual int MaxSequences => 300;

    /// <summary>How long one case goes on generating sequences, in real time. Default 3 s.</summary>
    public virtual TimeSpan SequenceTime => TimeSpan.FromSeconds(3);

    /// <summary>Chooses the backend, the same store each time it is called on this instance.</summary>
    public abstract void Configure(PynencAppBuilder builder);

    /// <summary>Lets time pass for the backend. A store with a clock of its own waits for real.</summary>
    public virtual ValueTask AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    /// <summary>Removes what the case has stored.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
