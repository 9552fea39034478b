using System.Text.Json.Serialization;

namespace Pynenc;

/// <summary>The stored form of a continuation; nothing that a user configures changes it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ContinuationPlan))]
internal sealed partial class ContinuationJson : JsonSerializerContext;
