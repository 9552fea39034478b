using BenchmarkDotNet.Attributes;

namespace Pynenc.Benchmarks;

/// <summary>The rules, asked for every step of every invocation.</summary>
public class StatusMachineBenchmarks
{
    private readonly InvocationStatus _from = InvocationStatus.Running;
    private readonly InvocationStatus _to = InvocationStatus.Success;

    [Benchmark]
    public bool CanMoveTo() => _from.CanMoveTo(_to);

    [Benchmark]
    public bool IsSettled() => _to.IsSettled();

    [Benchmark]
    public string Text() => _to.Text();

    [Benchmark]
    public InvocationStatus? Parse() => StatusMachine.Parse("success");
}
