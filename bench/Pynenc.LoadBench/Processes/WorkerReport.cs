namespace Pynenc.LoadBench;

/// <summary>What a worker process says of itself.</summary>
/// <param name="At">Since the start of the machine.</param>
/// <param name="Cpu">What it has used of all cores.</param>
/// <param name="WorkingSet">In bytes.</param>
/// <param name="Asked">How much it has asked of the store.</param>
/// <param name="Stopped">When bodies heard that they were cancelled, as time stamps.</param>
internal sealed record WorkerReport(TimeSpan At, TimeSpan Cpu, long WorkingSet, IReadOnlyDictionary<string, long> Asked, IReadOnlyList<long> Stopped);
