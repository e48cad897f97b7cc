namespace PerfHarness.Reports;

/// <summary>Writes one kind of report. Writers never close the stream and never depend on the machine's culture.</summary>
/// <typeparam name="T">What it writes: a profile, a flame graph, verdicts.</typeparam>
internal interface IReportWriter<in T>
{
    void Write(T report, Stream output);
}
