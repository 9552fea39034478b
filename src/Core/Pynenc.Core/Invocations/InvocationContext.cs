using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc;

/// <summary>What a running body may know of itself.</summary>
public sealed class InvocationContext
{
    private static readonly AsyncLocal<InvocationContext?> s_current = new();

    private readonly ClaimedInvocation _claimed;

    internal InvocationContext(PynencApp app, ClaimedInvocation claimed, IExecution execution, IServiceProvider? services, CancellationToken draining)
    {
        App = app;
        Execution = execution;
        Draining = draining;
        Services = services ?? NoServices.Instance;
        _claimed = claimed;
    }

    /// <summary>The context of the body that runs here; <see langword="null"/> outside any body. Flows with async calls.</summary>
    public static InvocationContext? Current => s_current.Value;

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>The invocation.</summary>
    public InvocationId InvocationId => _claimed.Record.Id;

    /// <summary>The task's id, as it was called; an alias when the task was renamed since.</summary>
    public TaskId Task => _claimed.Record.Task;

    /// <summary>The invocation whose body made the call; <see langword="null"/> when it came from outside.</summary>
    public InvocationId? Parent => _claimed.Record.Parent;

    /// <summary>The invocation at the root of the tree of calls.</summary>
    public InvocationId Workflow => _claimed.Record.Workflow;

    /// <summary>Which claim this is: 1 for the first, more after retries and recoveries, and after claims that were given back unstarted.</summary>
    public int Attempt => (int)_claimed.Fence.Epoch;

    /// <summary>How often it was tried again after an error.</summary>
    public int Retries => _claimed.Retries;

    /// <summary>The services of this invocation's scope. Asking for one where none are configured throws the line to add.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Cancelled when this invocation is cancelled, was taken over by another runner, or is stopped by its draining runner.</summary>
    public CancellationToken CancellationToken => Execution.CancellationToken;

    /// <summary>
    /// Cancelled when the runner has begun to drain. The body may go on to its end, up to the runner's drain time-out; a long one
    /// does well to stop at a good place.
    /// </summary>
    public CancellationToken Draining { get; }

    internal IExecution Execution { get; }

    internal ClaimedInvocation Claimed => _claimed;

    internal RunnerId RunnerId => _claimed.Fence.Owner;

    internal bool BodyStarted { get; private set; }

    /// <summary>Marks the body as started; on a later attempt only once that is stored.</summary>
    internal ValueTask StartBodyAsync()
    {
        BodyStarted = true;
        return Execution.StartAsync();
    }

    internal static void Enter(InvocationContext? context) => s_current.Value = context;
}
