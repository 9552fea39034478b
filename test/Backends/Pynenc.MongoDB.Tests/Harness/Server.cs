using Pynenc.TestServers;

namespace Pynenc.MongoDB.Tests;

/// <summary>The server all tests share, and names of their own on it.</summary>
internal static class Server
{
    /// <summary>Its connection string; the test is skipped when there is none.</summary>
    public static async Task<string> SharedAsync()
    {
        try
        {
            return await MongoServer.SharedAsync();
        }
        catch (ServerMissingException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }

    public static string NewApp() => $"test-{Guid.CreateVersion7():N}";
}
