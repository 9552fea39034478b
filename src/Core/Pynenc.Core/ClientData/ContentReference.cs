using Pynenc.Backend;

namespace Pynenc;

/// <summary>A large value that stands somewhere else.</summary>
/// <param name="Key">Its name: the hash of its bytes.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct ContentReference(ContentKey Key, int Length);
