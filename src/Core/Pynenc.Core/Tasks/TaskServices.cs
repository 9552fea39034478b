using System.ComponentModel;

namespace Pynenc;

/// <summary>Finds what tasks that are instance methods run on. Generated code calls it; you rarely do.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TaskServices
{
    /// <summary>The service, or <see langword="null"/> when it is not registered or the application has no services at all.</summary>
    /// <exception cref="ObjectDisposedException">The services of the invocation are disposed.</exception>
    public static T? Find<T>(InvocationContext context)
        where T : class =>
        context.Services is NoServices ? null : (T?)context.Services.GetService(typeof(T));

    /// <summary>The service, which must be there.</summary>
    /// <exception cref="InvalidOperationException">It is not registered, or the application has no services; the message says what to add.</exception>
    public static T Require<T>(InvocationContext context)
        where T : notnull =>
        context.Services.GetService(typeof(T)) is T service
            ? service
            : throw new InvalidOperationException(
                $"Task '{context.Task}' needs {typeof(T)}, which is not registered. Register it with the services the application uses, for example services.AddScoped<{typeof(T).Name}>().");
}
