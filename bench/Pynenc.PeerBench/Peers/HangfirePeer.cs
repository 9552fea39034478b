using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;

namespace Pynenc.PeerBench.Peers;

/// <summary>Hangfire over its storage in memory. It has no batch without a licence.</summary>
internal sealed class HangfirePeer : IPeer
{
    private static Action s_onRun = () => { };

    private InMemoryStorage? _storage;
    private BackgroundJobServer? _server;

    public static void Job(int number) => s_onRun();

    public Task StartAsync(Action onRun)
    {
        s_onRun = onRun;
        LogProvider.SetCurrentLogProvider(null);
        GlobalConfiguration.Configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings();
        _storage = new InMemoryStorage(new InMemoryStorageOptions { IdType = InMemoryStorageIdType.Long });
        _server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = PeerKinds.Workers, StopTimeout = TimeSpan.FromSeconds(5) }, _storage);
        return Task.CompletedTask;
    }

    public Task RunAsync(int count) => Task.Run(() =>
    {
        var client = new BackgroundJobClient(_storage);
        for (int i = 0; i < count; i++)
        {
            int number = i;
            client.Enqueue(() => Job(number));
        }
    });

    public ValueTask DisposeAsync()
    {
        _server!.Dispose();
        _storage!.Dispose();
        return default;
    }
}
