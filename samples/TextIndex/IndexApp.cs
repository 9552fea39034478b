using Microsoft.Extensions.Logging.Abstractions;
using Pynenc;

namespace TextIndex;

/// <summary>The application, the same in the producer and in every worker.</summary>
internal static class IndexApp
{
    public static PynencApp Open(string database) => PynencApp.Create(o => o
        .AppId("text-index")
        .UseSQLite(database)
        .UseLogging(NullLoggerFactory.Instance)
        .Configure(options =>
        {
            options.Lease = TimeSpan.FromSeconds(4);
            options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        }));
}
