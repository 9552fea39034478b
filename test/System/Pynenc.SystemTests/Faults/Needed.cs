using Pynenc.SystemTests.Worker;
using Pynenc.TestServers;

namespace Pynenc.SystemTests.Faults;

/// <summary>What a test cannot do without.</summary>
internal static class Needed
{
    /// <summary>Sees to it that the servers run; skips the test when one cannot be had.</summary>
    public static async Task ServersAsync(Topology topology)
    {
        try
        {
            await topology.EnsureServersAsync();
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
        }
    }
}
