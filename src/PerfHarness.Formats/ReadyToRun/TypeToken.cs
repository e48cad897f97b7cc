using System.Reflection.Metadata;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>A type's definition or reference in the metadata of a module.</summary>
internal readonly record struct TypeToken(MetadataModule? Module, EntityHandle Token);
