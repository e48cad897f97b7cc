namespace PerfHarness.Formats.ReadyToRun;

/// <summary>The sections that are read here, by the format's numbers; others are skipped.</summary>
internal enum ReadyToRunSectionType : uint
{
    ImportSections = 101,
    RuntimeFunctions = 102,
    MethodDefEntryPoints = 103,
    DelayLoadMethodCallThunks = 106,
    InstanceEntryPoints = 109,
    ManifestMetadata = 112,
    ComponentAssemblies = 115,
    ManifestAssemblyMvids = 118,
    HotColdMap = 120,
}
