using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Hosting;

/// <summary>
/// Progress as lines on standard error. The benchmark writes to the same terminal, so nothing is drawn over; reported in
/// the caller's thread, so that lines stand before what they announce.
/// </summary>
internal sealed class ProgressLines(Terminal terminal) : IProgress<HarnessProgress>
{
    public void Report(HarnessProgress value) => terminal.Error.WriteLine(SafeText.ToSingleLine($"perfharness: {value.Bench}: {value.Text}"));
}
