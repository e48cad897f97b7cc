namespace PerfHarness.Reports;

/// <summary>Writes one kind of output. Writers never close the stream and never depend on the machine's culture.</summary>
/// <typeparam name="T">What it shows: a profile, a difference, a verdict.</typeparam>
internal interface IReportWriter<in T>
{
    /// <summary>Extension of the file it makes, with the dot: <c>.svg</c>.</summary>
    string Extension { get; }

    void Write(T report, Stream output);
}
