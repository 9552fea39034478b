using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>Short words for what is published and moved.</summary>
internal static class Records
{
    public static InvocationRecord New(int bytes = 2)
    {
        var id = InvocationId.New();
        byte[] arguments = new byte[bytes];
        Random.Shared.NextBytes(arguments);
        return new InvocationRecord { Id = id, Task = new TaskId("shop.bill"), Arguments = arguments, Workflow = id, RegisteredAt = DateTimeOffset.UnixEpoch };
    }

    public static TransitionRequest Move(InvocationId id, Fence? fence, params InvocationStatus[] path) => new()
    {
        Id = id,
        Fence = fence,
        By = fence?.Owner,
        Path = [.. path.Select(s => new StatusStep(s, DateTimeOffset.UnixEpoch))],
    };
}
