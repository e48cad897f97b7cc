namespace PerfHarness.Reports;

/// <summary>One line of a <see cref="ReportTable"/>; shares are from 0 to 1.</summary>
/// <param name="SelfStandardDeviation">Standard deviation of the self share over the runs, or null if there is one run.</param>
/// <param name="Samples">Self samples.</param>
internal sealed record ReportRow(string Name, string Module, double Self, double? SelfStandardDeviation, double Total, long Samples);
