using Pynenc.Testing.Conformance;
using Pynenc.TestServers;

namespace Pynenc.Reporting;

/// <summary>One way to run a backend.</summary>
/// <param name="Backend">The name it is asked for by.</param>
/// <param name="Name">The mode, for the report.</param>
/// <param name="Configure">Chooses it; the folder is fresh for each case.</param>
/// <param name="Server">The server it needs; <see langword="null"/> when it needs none.</param>
internal sealed record Mode(string Backend, string Name, Action<PynencAppBuilder, string> Configure, ServerKind? Server = null)
{
    /// <param name="hunt">How long each generated case goes on; <see langword="null"/> means as the kit would.</param>
    public BackendUnderTest Open(TimeSpan? hunt) => new ModeUnderTest(this, hunt);

    private sealed class ModeUnderTest(Mode mode, TimeSpan? hunt) : BackendUnderTest
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-conformance-");

        public override string Name => mode.Name;

        public override TimeSpan CaseLimit => base.CaseLimit + (hunt ?? TimeSpan.Zero);

        public override TimeSpan SequenceTime => hunt ?? base.SequenceTime;

        public override int MaxSequences => hunt is null ? base.MaxSequences : int.MaxValue;

        public override void Configure(PynencAppBuilder builder) => mode.Configure(builder, _folder.FullName);

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }
    }
}
