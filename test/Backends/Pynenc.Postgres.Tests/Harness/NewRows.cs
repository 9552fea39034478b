namespace Pynenc.Postgres.Tests;

/// <summary>Some, of which the server knows nothing yet.</summary>
public sealed class NewRows() : Rows(count: 2_000, isAnalyzed: false);
