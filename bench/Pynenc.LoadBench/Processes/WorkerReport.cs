namespace Pynenc.LoadBench;

/// <summary>What a worker process says of itself.</summary>
/// <param name="At">Since the start of the machine.</param>
/// <param name="Cpu">What it had used of all cores when it was asked.</param>
/// <param name="CpuAfter">The same when it had counted what it tells here: what follows is not of the bench's making.</param>
/// <param name="WorkingSet">In bytes.</param>
/// <param name="Asked">How much it has asked of the store.</param>
/// <param name="Stopped">When bodies heard that they were cancelled, as time stamps.</param>
internal sealed record WorkerReport(TimeSpan At, TimeSpan Cpu, TimeSpan CpuAfter, long WorkingSet, IReadOnlyDictionary<string, long> Asked, IReadOnlyList<long> Stopped);
