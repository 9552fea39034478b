using Pynenc.LoadBench.Report;

namespace Pynenc.LoadBench;

/// <summary>One target, measured from end to end.</summary>
internal sealed class Bench(BenchTarget target, BenchOptions options, string folder, Action<Figure> onFigure)
{
    private readonly List<Figure> _figures = [];
    private int _places;

    public BenchTarget Target { get; } = target;

    public BenchOptions Options { get; } = options;

    public IReadOnlyList<Figure> Figures => _figures;

    public async Task RunAsync()
    {
        if (Options.IsOrchestration)
        {
            await new Orchestration(this).RunAsync();
            return;
        }

        RawLimits raw = await Target.RawAsync(NewPlace(), Options.Rounds);
        await new Throughput(this).RunAsync(raw);
        await new Latency(this).RunAsync(raw);
        await new Idle(this).RunAsync();
        if (Options.WithMillion)
        {
            await new Million(this).RunAsync();
        }
    }

    /// <summary>Opens an application over a store that is empty.</summary>
    public Task<BenchApp> OpenAsync() => BenchApp.OpenAsync(Target, NewPlace(), isPurged: Target.Servers.Count > 0);

    /// <summary>Items a second of each round, without the first, which warms up.</summary>
    public async Task<IReadOnlyList<double>> RoundsAsync(int count, Func<int, Task<double>> secondsAsync)
    {
        var rates = new List<double>();
        for (int i = 0; i <= Options.Rounds; i++)
        {
            GC.Collect();
            double seconds = await secondsAsync(count);
            if (i > 0)
            {
                rates.Add(count / seconds);
            }
        }

        return rates;
    }

    public void Add(Figure figure)
    {
        if (Target.Bars.TryGetValue(figure.Measure, out Bar bar))
        {
            figure = figure with { Bar = bar };
        }

        _figures.Add(figure);
        onFigure(figure);
    }

    private string NewPlace() => Path.Combine(folder, $"{Path.GetFileName(folder)}-{_places++}");
}
