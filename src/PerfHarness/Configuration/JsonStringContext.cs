using System.Text.Json.Serialization;

namespace PerfHarness.Configuration;

/// <summary>Serializes strings as JSON, without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class JsonStringContext : JsonSerializerContext;
