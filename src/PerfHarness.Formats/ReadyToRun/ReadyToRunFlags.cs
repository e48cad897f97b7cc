namespace PerfHarness.Formats.ReadyToRun;

[Flags]
internal enum ReadyToRunFlags : uint
{
    None = 0,
    PlatformNeutralSource = 0x1,
    SkipTypeValidation = 0x2,
    Partial = 0x4,
    EmbeddedMsil = 0x10,
    Component = 0x20,
    MultiModuleVersionBubble = 0x40,
    UnrelatedCode = 0x80,
}
