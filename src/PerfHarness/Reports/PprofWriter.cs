using PerfHarness.Formats.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes a profile as gzipped pprof. Every event has two sample types, samples and weight; threads, runs and the leaf's
/// kind are labels (<c>pprof -tagfocus=kind=kernel</c>). What the format has no place for goes into a comment and a
/// few additional fields (<see cref="PprofFields"/>): reading the file gives an equal profile.
/// </summary>
internal sealed class PprofWriter : IReportWriter<Profile>
{
    public void Write(Profile report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var encoder = new PprofEncoder(output);
        new PprofProfileWriter(report, encoder).Write();
    }
}
