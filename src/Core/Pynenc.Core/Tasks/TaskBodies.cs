using System.Reflection;

namespace Pynenc;

/// <summary>What the delegate overloads share: names and defaults of parameters, and bodies without a result.</summary>
internal static class TaskBodies
{
    public static TaskParameter<T> Parameter<T>(Delegate body, int index)
    {
        ParameterInfo parameter = body.Method.GetParameters()[index];
        string name = parameter.Name ?? $"arg{index}";
        return parameter.HasDefaultValue
            ? new TaskParameter<T>(name, (T?)parameter.DefaultValue)
            : new TaskParameter<T>(name);
    }

    public static async ValueTask<Unit> Discard(Task body)
    {
        await body.ConfigureAwait(false);
        return default;
    }

    public static async ValueTask<Unit> Discard(ValueTask body)
    {
        await body.ConfigureAwait(false);
        return default;
    }
}
