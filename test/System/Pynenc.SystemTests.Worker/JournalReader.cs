using System.Globalization;
using Pynenc.Testing.Conformance.History;

namespace Pynenc.SystemTests.Worker;

/// <summary>Reads the journals of all processes back, beside what the store knows.</summary>
public static class JournalReader
{
    /// <summary>Everything that is known of a run.</summary>
    public static async Task<RecordedRun> ReadAsync(PynencApp app, string place, CancellationToken cancellationToken)
    {
        RecordedRun run = await HistoryReader.ReadAsync(app, cancellationToken);
        var accepted = new List<AcceptedCall>();
        var cancelled = new List<InvocationId>();
        var bodies = new List<BodyRun>();
        foreach (string file in Directory.EnumerateFiles(Journal.FolderOf(place)).Order(StringComparer.Ordinal))
        {
            var results = new Dictionary<(string Id, string Epoch), string>();
            string[][] lines = [.. (await File.ReadAllLinesAsync(file, cancellationToken)).Select(l => l.Split('\t'))];
            foreach (string[] words in lines.Where(w => w[0] == "result"))
            {
                results[(words[1], words[2])] = words[3];
            }

            foreach (string[] words in lines)
            {
                var id = InvocationId.Parse(words[1]);
                switch (words[0])
                {
                    case "accepted":
                        accepted.Add(new AcceptedCall(
                            id, Time(words[4]), words[2].Length == 0 ? null : Enum.Parse<InvocationStatus>(words[2]), words[3].Length == 0 ? null : words[3], Time(words[5])));
                        break;
                    case "cancelled":
                        cancelled.Add(id);
                        break;
                    case "start":
                        bodies.Add(new BodyRun(
                            id, long.Parse(words[2], CultureInfo.InvariantCulture), Time(words[3])!.Value,
                            results.GetValueOrDefault((words[1], words[2])), words[4].Length == 0 ? null : words[4]));
                        break;
                    default:
                        break;
                }
            }
        }

        return run with
        {
            Accepted = accepted,
            Cancelled = cancelled,
            Bodies = bodies,
            MaxRecoveries = app.Options.MaxRecoveries,
            MaxRetries = new Dictionary<TaskId, int>
            {
                [app.MixedTasks.Echo.Id] = 0,
                [app.MixedTasks.Parent.Id] = MixedTasks.CallerRetries,
                [app.MixedTasks.Stubborn.Id] = MixedTasks.StubbornRetries,
                [app.MixedTasks.Failing.Id] = MixedTasks.FailingRetries,
                [app.MixedTasks.Canceller.Id] = MixedTasks.CallerRetries,
                [app.LimitedTasks.OneByOne.Id] = LimitedTasks.Retries,
                [app.LimitedTasks.Pair.Id] = LimitedTasks.Retries,
                [app.LimitedTasks.Parent.Id] = MixedTasks.CallerRetries,
                [app.LimitedTasks.Unique.Id] = 0,
                [app.LimitedTasks.Fresh.Id] = 0,
                [app.LimitedTasks.UniqueCaller.Id] = MixedTasks.CallerRetries,
            },
        };
    }

    private static DateTimeOffset? Time(string ticks) =>
        ticks.Length == 0 ? null : new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
