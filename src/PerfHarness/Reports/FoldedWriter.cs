using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>Writes folded stacks, one line per distinct stack.</summary>
internal sealed class FoldedWriter(SampleFilter? filter = null, FoldOptions? options = null) : IReportWriter<Profile>
{
    public void Write(Profile report, Stream output) => FoldedStacks.Fold((filter ?? SampleFilter.None).Apply(report), options).Write(output);
}
