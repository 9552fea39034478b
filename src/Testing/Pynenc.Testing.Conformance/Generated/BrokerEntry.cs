using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>A routed id, as the model knows it.</summary>
internal sealed class BrokerEntry(int number, Route route, long order)
{
    public InvocationId Id => route.Id;

    public QueueName Queue => route.Queue;

    public double Priority => route.Priority.Value;

    /// <summary>Its place among equals.</summary>
    public long Order { get; set; } = order;

    /// <summary>True when it may come before or after its equals: it was released, or held back for its time.</summary>
    public bool IsLoose { get; set; } = route.NotBefore is not null;

    /// <summary>Who has it; <see langword="null"/> while it waits.</summary>
    public Delivery? Held { get; set; }

    /// <summary>The delivery whose lease is over, until somebody else receives the id.</summary>
    public Delivery? Expired { get; set; }

    public DateTimeOffset HeldUntil { get; set; }

    public bool IsGone { get; set; }

    public bool IsVisible(DateTimeOffset now) => !IsGone && Held is null && !(route.NotBefore > now);

    public string WhyHidden(DateTimeOffset now) =>
        IsGone ? "it was acknowledged or purged before" :
        Held is not null ? "somebody else has it" :
        route.NotBefore > now ? "it is not due" : "it is of another queue";

    public override string ToString() => $"#{number}";

    public string Details(DateTimeOffset now)
    {
        string due = route.NotBefore is { } at ? $" in {(at - now).TotalSeconds:0} s" : string.Empty;
        string priority = Priority == 0 ? string.Empty : $" priority {Priority:0}";
        string queue = Queue.IsDefault ? string.Empty : $" queue {Queue}";
        return $"#{number}{queue}{priority}{due}";
    }
}
