using PerfHarness.Runs;

namespace PerfHarness.Tests.Runs;

/// <summary>Keeps what is reported.</summary>
internal sealed class ProgressTexts(List<string> texts) : IProgress<HarnessProgress>
{
    public void Report(HarnessProgress value) => texts.Add(value.Text);
}
