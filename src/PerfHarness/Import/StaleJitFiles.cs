using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Import;

/// <summary>Perf maps and jitdumps that turned out to be of another process once all of the recording was read.</summary>
internal static class StaleJitFiles
{
    /// <param name="lost">Records that the recording lost: where mappings may be among them, it is not known where code was.</param>
    public static void Report(IEnumerable<ProcessState> processes, ulong lost, DiagnosticBag diagnostics)
    {
        foreach (var process in processes.Where(p => lost == 0 && p.HasForeignJit))
        {
            diagnostics.Warn(DiagnosticCodes.StalePerfMap,
                string.Create(CultureInfo.InvariantCulture,
                    $"the perf map or jitdump of process {process.Pid} is another process's: it lists no code where the process has its own"),
                "Delete it, and record again so that the process writes its own.", process.JitPath);
        }
    }
}
