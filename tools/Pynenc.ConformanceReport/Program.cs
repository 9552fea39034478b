using System.Globalization;
using Pynenc.Reporting;
using Pynenc.Testing.Conformance;
using Pynenc.TestServers;

string[] backends = [.. Modes.All.Select(m => m.Backend).Distinct()];
string[] asked = [.. args.TakeWhile(a => a != "--hunt")];
string? bad = asked.FirstOrDefault(a => !backends.Contains(a));
double seconds = 0;
bool isHunt = asked.Length + 2 == args.Length && double.TryParse(args[^1], CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and <= 86_400;
if (asked.Length == 0 || bad is not null || (!isHunt && asked.Length != args.Length))
{
    await Console.Error.WriteLineAsync(bad is null ? "usage: conformance <backend> … [--hunt <seconds>]" : $"unknown backend: {bad}");
    await Console.Error.WriteLineAsync($"backends: {string.Join(", ", backends)}");
    return 2;
}

var reports = new List<ConformanceReport>();
TimeSpan? hunt = isHunt ? TimeSpan.FromSeconds(seconds) : null;
IEnumerable<ConformanceCase> cases = ConformanceSuite.Cases.Where(c => !isHunt || c.Area == "generated");
foreach (Mode mode in Modes.All.Where(m => asked.Contains(m.Backend)))
{
    try
    {
        await (mode.Server?.EnsureSharedAsync() ?? Task.CompletedTask);
    }
    catch (ServerMissingException missing)
    {
        Console.WriteLine($"== {mode.Name}\n   skipped: {missing.Message}\n");
        continue;
    }

    long start = TimeProvider.System.GetTimestamp();
    ConformanceReport report = await ConformanceSuite.ReportAsync(() => mode.Open(hunt), cases);
    report.WriteTo(Console.Out);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s"));
    Console.WriteLine();
    reports.Add(report);
}

int Sum(ConformanceOutcome outcome) => reports.Sum(r => r.Count(outcome));
Console.WriteLine($"{Sum(ConformanceOutcome.Passed)} passed, {Sum(ConformanceOutcome.Failed)} failed, {Sum(ConformanceOutcome.Skipped)} skipped");
return Sum(ConformanceOutcome.Failed) == 0 ? 0 : 1;
