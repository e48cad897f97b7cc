namespace PerfHarness.MSBuild;

/// <summary>How a finding is told to MSBuild.</summary>
internal enum MessageLevel
{
    Message,
    Warning,
    Error,
}
