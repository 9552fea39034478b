namespace Pynenc.Postgres.Tests;

/// <summary>Many, and the server knows of them.</summary>
public sealed class ManyRows() : Rows(count: 20_000, isAnalyzed: true);
