using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;
using Xunit;

namespace PerfHarness;

/// <summary>Progress as xUnit's diagnostic messages, which a runner shows on request.</summary>
internal sealed class ProgressText(ITestContext context) : IProgress<HarnessProgress>
{
    public void Report(HarnessProgress value) => context.SendDiagnosticMessage(SafeText.ToSingleLine($"perfharness: {value.Bench}: {value.Text}"));
}
