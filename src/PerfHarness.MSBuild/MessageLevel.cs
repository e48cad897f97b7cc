namespace PerfHarness.MSBuild;

/// <summary>How a finding is reported to MSBuild.</summary>
internal enum MessageLevel
{
    Message,
    Warning,
    Error,
}
