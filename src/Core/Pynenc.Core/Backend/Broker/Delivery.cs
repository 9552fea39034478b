namespace Pynenc.Backend;

/// <summary>An id handed to a runner, hidden from others until it is acknowledged, released, or its lease ends.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="Receipt">What the broker needs to acknowledge it: a row id, a delivery tag. Only the broker reads it.</param>
/// <param name="Token">A second part of the receipt, for brokers that need an object, such as a channel.</param>
public readonly record struct Delivery(InvocationId Id, long Receipt = 0, object? Token = null);
