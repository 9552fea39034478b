using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Coverage;

/// <summary>A sound backend that notes what is asked of it.</summary>
internal sealed class RecordedUnderTest(Recorder recorder, bool isColocated) : BackendUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-kit-");

    public override string Name => isColocated ? "recorded sqlite" : "recorded memory";

    public override void Configure(PynencAppBuilder builder)
    {
        if (!isColocated)
        {
            builder.UseBroker(c => recorder.Over(new Memory.MemBroker(c))).UseStateBackend(c => recorder.Over(new Memory.MemStateBackend(c)));
            return;
        }

        // The builder keeps what makes the backends to itself, so both are made by an application that is never opened.
        PynencApp? pair = null;
        string path = Path.Combine(_folder.FullName, "kit.db");
        PynencApp Pair(BackendContext c) => pair ??= PynencApp.Create(b => b
            .AppId(c.AppId.Value).UseTime(c.Time).UseSQLite(path, o => o.Durability = SQLite.Durability.Normal));
        builder.UseBroker(c => recorder.Over(Pair(c).Broker)).UseStateBackend(c => recorder.Over(Pair(c).State));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }
}
