using NUnit.Framework;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness;

/// <summary>Progress as the test's immediate output.</summary>
internal sealed class ProgressText : IProgress<HarnessProgress>
{
    public void Report(HarnessProgress value) => TestContext.Progress.WriteLine(SafeText.ToSingleLine($"perfharness: {value.Bench}: {value.Text}"));
}
