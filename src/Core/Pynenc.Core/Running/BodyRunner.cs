using Microsoft.Extensions.DependencyInjection;
using Pynenc.Backend;
using Pynenc.Orchestration;

namespace Pynenc.Running;

/// <summary>Runs one body and turns whatever happens into a <see cref="BodyEnd"/>. Nothing a body does escapes.</summary>
internal static class BodyRunner
{
    public static async ValueTask<BodyEnd> RunAsync(
        PynencApp app, ClaimedInvocation claimed, IExecution execution, CancellationToken draining)
    {
        if (app.Registry.Find(claimed.Record.Task) is not { } task)
        {
            return new BodyEnd(
                InvocationStatus.Parked,
                Reason: $"{ParkReason.UnknownTask}no task or alias '{claimed.Record.Task}' on the runner. Start a runner that has it, or declare the id as an alias.");
        }

        if (Limits.Expired(task.Options, claimed, app.Time) is { } expired)
        {
            return expired;
        }

        try
        {
            IServiceScopeFactory? scopes = app.Services?.GetService<IServiceScopeFactory>();
            if (scopes is null)
            {
                return await RunAsync(task, new InvocationContext(app, claimed, execution, app.Services, draining)).ConfigureAwait(false);
            }

            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                return await RunAsync(task, new InvocationContext(app, claimed, execution, scope.ServiceProvider, draining)).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // Not the body, whose errors do not escape, but a service that fails when the scope is opened or disposed, or user code that
            // fails while an error is handled. Whatever it is: the slot and the claim must not be lost with it.
            return await BrokenAsync(execution, error).ConfigureAwait(false);
        }
    }

    private static async ValueTask<BodyEnd> BrokenAsync(IExecution execution, Exception error)
    {
        try
        {
            await execution.StartAsync().ConfigureAwait(false);
            return new BodyEnd(InvocationStatus.Failed, ErrorInfo.From(error).Encode(), ErrorInfo.TextOf(error));
        }
        catch (OperationCanceledException)
        {
            return BodyEnd.Abandoned;
        }
    }

    private static async ValueTask<BodyEnd> RunAsync(TaskDefinition task, InvocationContext context)
    {
        using IDisposable? limit = context.Execution.Limit(task.Options);

        // An async method restores the caller's context when it returns, so what is entered here does not leak.
        InvocationContext.Enter(context);
        try
        {
            ClaimedInvocation claimed = await LargeValues.ReadArgumentsAsync(context).ConfigureAwait(false);
            ReadOnlyMemory<byte> result = await task.RunAsync(claimed, context, context.App.Serializer).ConfigureAwait(false);
            return await LargeValues.StoreResultAsync(result, context).ConfigureAwait(false);
        }
        catch (PayloadException error) when (!context.BodyStarted)
        {
            return new BodyEnd(InvocationStatus.Parked, Reason: ParkReason.UnreadableArguments + error.Message);
        }
        catch (Exception error) when (context.Execution.TimedOut is { } timedOut)
        {
            return await TimedOutAsync(task, context, timedOut(error)).ConfigureAwait(false);
        }
        catch (Exception) when (context.Execution.CancellationToken.IsCancellationRequested)
        {
            return BodyEnd.Abandoned;
        }
        catch (OperationCanceledException) when (context.Draining.IsCancellationRequested)
        {
            return BodyEnd.Drained;
        }
        catch (BodyEndException stated)
        {
            return stated.End;
        }
        catch (Exception error) when (!context.BodyStarted)
        {
            return new BodyEnd(InvocationStatus.Parked, Reason: ParkReason.UnreadableArguments + ErrorInfo.TextOf(error));
        }
        catch (Exception error)
        {
            return Failure.Of(task.Options, context.Claimed, error);
        }
    }

    /// <summary>Ends an attempt whose time is over. One that was still reading its arguments has begun by that, for what has not begun cannot fail.</summary>
    private static async ValueTask<BodyEnd> TimedOutAsync(TaskDefinition task, InvocationContext context, Exception error)
    {
        try
        {
            await context.StartBodyAsync().ConfigureAwait(false);
            return Failure.Of(task.Options, context.Claimed, error);
        }
        catch (OperationCanceledException)
        {
            return BodyEnd.Abandoned;
        }
    }
}
