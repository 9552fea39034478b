namespace Pynenc;

internal sealed class NoServices : IServiceProvider
{
    public static readonly NoServices Instance = new();

    public object GetService(Type serviceType) => throw new InvalidOperationException(
        $"A task needs {serviceType}, and this application has no services. Add o.UseServices(serviceProvider) where the application is created.");
}
