using BenchmarkDotNet.Attributes;

namespace Pynenc.Benchmarks;

/// <summary>Ids: made for every call, read and written at every border.</summary>
public class InvocationIdBenchmarks
{
    private readonly InvocationId _id = InvocationId.New();
    private readonly string _text = InvocationId.New().ToString();

    [Benchmark]
    public InvocationId New() => InvocationId.New();

    [Benchmark]
    public InvocationId Named() => InvocationId.Named("task", "order-4711");

    [Benchmark]
    public InvocationId Parse() => InvocationId.Parse(_text);

    [Benchmark]
    public string Format() => _id.ToString();
}
