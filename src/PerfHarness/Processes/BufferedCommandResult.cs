namespace PerfHarness.Processes;

/// <summary>A result with what the process wrote, as UTF-8 text.</summary>
internal sealed record BufferedCommandResult(CommandResult Result, string StandardOutput, string StandardError) : CommandResult(Result);
