using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Hosting;

/// <summary>
/// Progress as lines on standard error. The benchmark writes to the same terminal, so nothing is overwritten; reported on
/// the caller's thread, so that a line precedes the step that it announces.
/// </summary>
internal sealed class ProgressLines(Terminal terminal) : IProgress<HarnessProgress>
{
    public void Report(HarnessProgress value) => terminal.Error.WriteLine(SafeText.ToSingleLine($"perfharness: {value.Bench}: {value.Text}"));
}
