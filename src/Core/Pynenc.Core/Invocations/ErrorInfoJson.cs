using System.Text.Json.Serialization;

namespace Pynenc;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorInfo))]
internal sealed partial class ErrorInfoJson : JsonSerializerContext;
