namespace PerfHarness.Tests.Recording;

/// <summary>Tests that change the variable by which a process has the turn of the machine, and those that look at it, are not run side by side.</summary>
[CollectionDefinition(Name)]
public sealed class ProfilingLockCollection
{
    public const string Name = "turn";
}
