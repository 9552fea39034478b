using System.Globalization;
using Pynenc.Chaos;
using Pynenc.Testing.Conformance.History;
using Pynenc.TestServers;

if (ChaosOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync($"Cannot read '{string.Join(' ', args)}'. {ChaosOptions.Usage}");
    return 2;
}

await using ChaosRun? run = await PrepareAsync(options);
if (run is null)
{
    return 3;
}

if (run.Missing.Count > 0)
{
    Console.WriteLine($"The state of {options.Topology} does not declare {string.Join(" and ", run.Missing)}: calls that need them are left out.");
}

RecordedRun recorded = await run.RunAsync();
IReadOnlyList<Violation> violations = [.. HistoryChecker.Check(recorded), .. run.Deeds.Broken];
Report.Write(Console.Out, run.Deeds, recorded, violations);
if (violations.Count > 0)
{
    run.KeepFiles();
    Console.WriteLine($"The files and the journals are kept in {run.Folder}");
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed: {options.Seed}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"violations: {violations.Count}"));
return violations.Count == 0 ? 0 : 1;

static async Task<ChaosRun?> PrepareAsync(ChaosOptions options)
{
    try
    {
        return await ChaosRun.PrepareAsync(options);
    }
    catch (ServerMissingException missing)
    {
        await Console.Error.WriteLineAsync(missing.Message);
        return null;
    }
}
