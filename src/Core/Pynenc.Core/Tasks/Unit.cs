namespace Pynenc;

/// <summary>The result of a task that returns nothing.</summary>
public readonly record struct Unit;
