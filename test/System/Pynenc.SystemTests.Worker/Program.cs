using System.Runtime.InteropServices;
using Pynenc;
using Pynenc.SystemTests.Worker;

// usage: worker <database>. Ends on SIGTERM, or when standard input closes because its test has died.
var stop = new TaskCompletionSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.TrySetResult();
});

await using PynencApp app = WorkerApp.Open(args[0]);
await using ThreadRunner runner = await app.StartThreadRunnerAsync(o => o.DrainTimeout = TimeSpan.FromSeconds(2));
await Console.Out.WriteLineAsync("ready");
_ = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    stop.TrySetResult();
});
await stop.Task;
return 0;
