using Pynenc.TestServers;

namespace Pynenc.LoadBench;

/// <summary>One store at one durability: the whole of what a backend adds to the bench. Listed in <see cref="BenchTargets"/>.</summary>
internal abstract class BenchTarget
{
    /// <summary>The word on the command line, and the name of the report. Several targets may share it.</summary>
    public abstract string Backend { get; }

    /// <summary>Its name, unlike any other.</summary>
    public abstract string Name { get; }

    /// <summary>What its durability is, for the heading of its table.</summary>
    public abstract string Setting { get; }

    /// <summary>The servers it needs. They are started for the run, on this machine, unless a variable names one.</summary>
    public virtual IReadOnlyList<ServerKind> Servers => [];

    /// <summary>Makes one of its servers, set up as the figures need it.</summary>
    public virtual TestServer CreateServer(ServerKind kind) => kind.Create();

    /// <summary>True when other processes can reach what this one publishes.</summary>
    public virtual bool IsCrossProcess => true;

    /// <summary>How many invocations a round of the throughput measures has: a second or so of work.</summary>
    public virtual int BatchCount => 10_000;

    /// <summary>How many calls are published one by one in a round.</summary>
    public virtual int SingleCount => 2_000;

    /// <summary>What the figures must reach, by measure.</summary>
    public virtual IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>();

    /// <summary>Chooses the backend. The application's id is set already, and belongs to this place alone.</summary>
    /// <param name="app">The application.</param>
    /// <param name="place">A path nobody uses, for stores that are files; the same in every process that is to share the store.</param>
    public abstract void Configure(PynencAppBuilder app, string place);

    /// <summary>What the store itself can do at the same durability, without any of us.</summary>
    /// <param name="place">A path nobody uses.</param>
    /// <param name="rounds">The median of how many.</param>
    public abstract Task<RawLimits> RawAsync(string place, int rounds);

    /// <summary>The server's own way of one message to another process, as a backend would go it; null where there is none.</summary>
    /// <param name="place">The same on both sides; its last part may name what it needs on the server.</param>
    public virtual RawPath? OpenPath(string place) => null;

    /// <summary>How much the store has been asked so far, in the store's own words; differences of two answers are printed.</summary>
    /// <remarks>Empty where nothing is asked over a wire or in statements.</remarks>
    public virtual ValueTask<IReadOnlyList<Tally>> CountRoundTripsAsync(PynencApp app) => new([]);

    public override string ToString() => Name;
}
