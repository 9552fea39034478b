using Pynenc.SQLite;

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

    /// <summary>Opens the application of the fault cases and of chaos: short leases, and nothing is ever poison.</summary>
    /// <param name="place">A path in the folder of the run; what is kept on servers is kept under the folder's name.</param>
    /// <param name="topology">Where queue and state are.</param>
    /// <param name="busyTimeout">How long a write to a file waits for others; null for the default.</param>
    public static PynencApp OpenMixed(string place, Topology topology, TimeSpan? busyTimeout = null) => PynencApp.Create(o =>
    {
        o.AppId(Path.GetFileName(Path.GetDirectoryName(place))!.ToLowerInvariant()).AddTasksFrom(typeof(WorkerApp).Assembly).Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(1);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
            options.RouteGrace = TimeSpan.FromMilliseconds(500);
            options.SafetyPollInterval = TimeSpan.FromMilliseconds(500);
            options.MaxRecoveries = 1000;
        });
        topology.Configure(o, place, busyTimeout);
    });
}
