using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The columns of a runner, and how they become an object.</summary>
internal static class RunnerColumns
{
    public const string Names = "id, kind, host, process_id, slots, started_at";

    public static List<RunnerInfo> ReadAll(SQLiteStatement row)
    {
        var runners = new List<RunnerInfo>();
        while (row.Step())
        {
            runners.Add(new RunnerInfo(
                new RunnerId(row.Guid(0)), row.Text(1), row.Text(2), row.Int(3), row.Int(4), row.Time(5)));
        }

        return runners;
    }
}
