namespace PerfHarness.Processes;

/// <summary>How a process ended and what it wrote, as UTF-8 text.</summary>
internal sealed record BufferedCommandResult(ExitStatus Status, string StandardOutput, string StandardError);
