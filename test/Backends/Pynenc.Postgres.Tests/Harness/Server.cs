using Pynenc.TestServers;

namespace Pynenc.Postgres.Tests;

/// <summary>The server all tests share, and names of their own on it.</summary>
internal static class Server
{
    /// <summary>Its connection string; the test is skipped when there is none.</summary>
    public static async Task<string> SharedAsync()
    {
        try
        {
            return await PostgresServer.SharedAsync();
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    /// <summary>A schema nobody uses yet.</summary>
    public static string NewSchema() => $"t_{Guid.CreateVersion7():N}"[..30] + Random.Shared.Next(1000, 10000);

    public static string NewApp() => $"test-{Guid.CreateVersion7():N}";
}
