namespace PerfHarness.Analysis;

/// <summary>The processor's mode when a sample was taken, determined from the sample's leaf frame.</summary>
internal enum ExecutionMode
{
    Both,

    /// <summary>Outside the kernel, or unknown.</summary>
    User,

    Kernel,
}
