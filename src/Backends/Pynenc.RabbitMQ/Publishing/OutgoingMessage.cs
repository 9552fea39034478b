namespace Pynenc.RabbitMQ;

/// <summary>An id on its way to a queue.</summary>
internal readonly record struct OutgoingMessage(PhysicalQueue Queue, InvocationId Id, byte Level);
