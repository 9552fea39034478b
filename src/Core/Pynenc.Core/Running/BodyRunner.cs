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

        IServiceScopeFactory? scopes = app.Services?.GetService<IServiceScopeFactory>();
        if (scopes is null)
        {
            return await RunAsync(task, new InvocationContext(app, claimed, execution, app.Services, draining)).ConfigureAwait(false);
        }

        try
        {
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                return await RunAsync(task, new InvocationContext(app, claimed, execution, scope.ServiceProvider, draining)).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // Not the body, whose errors do not escape, but a service that fails when the scope is opened or disposed.
            await execution.StartAsync().ConfigureAwait(false);
            return new BodyEnd(InvocationStatus.Failed, ErrorInfo.From(error).Encode(), $"{error.GetType().FullName}: {error.Message}");
        }
    }

    private static async ValueTask<BodyEnd> RunAsync(TaskDefinition task, InvocationContext context)
    {
        using IDisposable? limit = context.Execution.Limit(task.Options);

        // An async method restores the caller's context when it returns, so what is entered here does not leak.
        InvocationContext.Enter(context);
        try
        {
            return new BodyEnd(InvocationStatus.Success, await task.RunAsync(context.Claimed, context, context.App.Serializer).ConfigureAwait(false));
        }
        catch (PayloadException error) when (!context.BodyStarted)
        {
            return new BodyEnd(InvocationStatus.Parked, Reason: ParkReason.UnreadableArguments + error.Message);
        }
        catch (Exception error) when (context.Execution.TimedOut is { } timedOut)
        {
            return Failure.Of(task.Options, context.Claimed, timedOut(error));
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
        catch (Exception error)
        {
            return Failure.Of(task.Options, context.Claimed, error);
        }
    }
}
