namespace PerfHarness.Analysis;

/// <summary>Where the processor was when a sample was taken, told by the sample's leaf frame.</summary>
internal enum ExecutionMode
{
    Both,

    /// <summary>Outside the kernel, or unknown.</summary>
    User,

    Kernel,
}
