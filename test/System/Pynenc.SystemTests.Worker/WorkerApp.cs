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
    /// <param name="database">The file; the queue of a composed application stands beside it, so that each step is a write of its own.</param>
    /// <param name="topology">Whether queue and state share their transactions.</param>
    /// <param name="busyTimeout">How long a write waits for others; null for the default.</param>
    public static PynencApp OpenMixed(string database, Topology topology, TimeSpan? busyTimeout = null) => PynencApp.Create(o =>
    {
        o.AppId("mixed").AddTasksFrom(typeof(WorkerApp).Assembly).Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(1);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
            options.RouteGrace = TimeSpan.FromMilliseconds(500);
            options.SafetyPollInterval = TimeSpan.FromMilliseconds(500);
            options.MaxRecoveries = 1000;
        });
        if (topology == Topology.Colocated)
        {
            o.UseSQLite(database, Settings);
        }
        else
        {
            o.UseSQLiteState(database, Settings).UseSQLiteBroker(database + ".queue", Settings);
        }

        // What a commit survives at this setting is the death of every process, and no process here takes the machine with it.
        void Settings(SQLiteBackendOptions settings)
        {
            settings.Durability = Durability.Normal;
            settings.BusyTimeout = busyTimeout ?? settings.BusyTimeout;
        }
    });
}
