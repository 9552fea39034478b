namespace Pynenc.SystemTests.Worker;

/// <summary>How queue and state of the mixed application stand to each other.</summary>
public enum Topology
{
    /// <summary>One file, one transaction per verb.</summary>
    Colocated,

    /// <summary>Two files: store, route, receive, claim and acknowledge are writes of their own, as with two servers.</summary>
    Composed,
}
