namespace Pynenc.SystemTests.Worker;

/// <summary>The application of the system tests, the same in the test and in every worker.</summary>
public static class WorkerApp
{
    public static PynencApp Open(string database, TimeSpan? busyTimeout = null) => PynencApp.Create(o => o
        .AppId("system")
        .UseSQLite(database, s => s.BusyTimeout = busyTimeout ?? s.BusyTimeout)
        .AddTasksFrom(typeof(WorkerApp).Assembly)
        .Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(2);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        }));
}
