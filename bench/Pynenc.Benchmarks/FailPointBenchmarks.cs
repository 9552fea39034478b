using BenchmarkDotNet.Attributes;
using Pynenc.Diagnostics;

namespace Pynenc.Benchmarks;

/// <summary>Fail points cost nothing while they are off: a sum with one at every step takes as long as one without.</summary>
public class FailPointBenchmarks
{
    private const int Steps = 1000;

    [Benchmark(OperationsPerInvoke = Steps)]
    public int Without()
    {
        int sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            sum += i ^ (sum << 1);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public int With()
    {
        int sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            FailPoint.Hit(FailPoints.TakeClaimed);
            sum += i ^ (sum << 1);
        }

        return sum;
    }
}
