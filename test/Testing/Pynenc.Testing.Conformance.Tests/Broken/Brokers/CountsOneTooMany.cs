using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Counts one more than there are, except when there are none.</summary>
internal sealed class CountsOneTooMany(BaseBroker inner) : DelegatingBroker(inner)
{
    protected override async ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) =>
        await base.CountInvocationsCoreAsync(cancellationToken) is > 0 and var count ? count + 1 : 0;
}
