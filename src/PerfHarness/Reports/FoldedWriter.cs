using PerfHarness.Folding;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>Writes folded stacks, one line each distinct stack.</summary>
internal sealed class FoldedWriter(FoldOptions? options = null) : IReportWriter<Profile>
{
    public string Extension => ".folded";

    public void Write(Profile report, Stream output) => FoldedStacks.Fold(report, options).Write(output);
}
