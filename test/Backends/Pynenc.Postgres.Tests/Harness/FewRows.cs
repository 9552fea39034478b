namespace Pynenc.Postgres.Tests;

/// <summary>Few, of which the server knows nothing yet.</summary>
public sealed class FewRows() : Rows(count: 100, isAnalyzed: false);
