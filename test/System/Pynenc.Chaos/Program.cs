using System.Globalization;
using Pynenc.Chaos;
using Pynenc.Testing.Conformance.History;

if (ChaosOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync($"Cannot read '{string.Join(' ', args)}'. {ChaosOptions.Usage}");
    return 2;
}

await using var run = new ChaosRun(options);
RecordedRun recorded = await run.RunAsync();
IReadOnlyList<Violation> violations = HistoryChecker.Check(recorded);
Report.Write(Console.Out, run.Deeds, recorded, violations);
if (violations.Count > 0)
{
    run.KeepFiles();
    Console.WriteLine($"The database and the journals are kept in {run.Folder}");
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed: {options.Seed}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"violations: {violations.Count}"));
return violations.Count == 0 ? 0 : 1;
