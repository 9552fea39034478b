using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// usage: micro [--long] [--save] [options of BenchmarkDotNet, such as --filter *Claim*]
// Short by default: three iterations in this process, a minute or two for all of them. --long takes as many as the figures need.
// --save writes the tables into bench/results/micro.
bool isLong = args.Contains("--long");
bool isSaved = args.Contains("--save");
string[] rest = [.. args.Where(a => a is not ("--long" or "--save"))];
Job job = (isLong ? Job.Default : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(isSaved ? [MarkdownExporter.GitHub] : [])
    .HideColumns(Column.Job, Column.Toolchain, Column.IterationCount, Column.LaunchCount, Column.WarmupCount, Column.InvocationCount, Column.UnrollFactor)
    .WithArtifactsPath(isSaved ? Path.Combine("bench", "results", "micro") : Path.Combine("artifacts", "micro"))
    .WithOptions(ConfigOptions.JoinSummary);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
