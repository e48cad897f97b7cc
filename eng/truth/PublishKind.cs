namespace PerfHarness.Truth;

/// <summary>How a .NET program is built. Other programs have one kind.</summary>
internal enum PublishKind
{
    FrameworkDependent,
    SelfContained,
    SingleFile,
    Compressed,
    Composite,
    CompositeCompressed,
}
