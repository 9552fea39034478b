using Pynenc.Testing.Conformance;

namespace Pynenc;

/// <summary>Runs a case of the kit as a test: a promise that was not made is a skip, with its reason.</summary>
internal static class Conformance
{
    public static async Task RunAsync(string name, BackendUnderTest backend)
    {
        try
        {
            await ConformanceSuite.RunAsync(name, backend, TestContext.Current.CancellationToken);
        }
        catch (ConformanceSkipException skip)
        {
            Assert.Skip(skip.Message);
        }
    }
}
