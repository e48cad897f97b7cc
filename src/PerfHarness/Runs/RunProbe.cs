using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Counts a recording without naming anything: enough to see whether it is fit to be evidence.</summary>
internal static class RunProbe
{
    /// <param name="threads">Ids of the threads whose samples count; null for all.</param>
    public static RunProbeResult Probe(RecordedRun run, IReadOnlySet<int>? threads = null)
    {
        // What is damaged is told when the file is imported.
        using var file = PerfDataFile.Open(run.DataPath, new DiagnosticBag());
        var reader = file.ReadRecords();
        var samples = new long[file.Attributes.Count];
        var weights = new ulong[file.Attributes.Count];
        ulong lostRecords = 0, lostSamples = 0;
        var runtime = "";
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample && reader.TryGetSample(out var sample))
            {
                if (threads?.Contains(sample.Tid) == false)
                {
                    continue;
                }

                samples[sample.EventIndex]++;
                weights[sample.EventIndex] += sample.Period;
            }
            else if (reader.Type == RecordType.Lost)
            {
                lostRecords += reader.GetLost();
            }
            else if (reader.Type is RecordType.Mmap or RecordType.Mmap2 && runtime.Length == 0 && reader.TryGetMmap(out var mmap))
            {
                runtime = ParseRuntime(mmap.Path);
            }
            else if (reader.Type == RecordType.LostSamples)
            {
                lostSamples += reader.GetLost();
            }
        }

        var main = MainEvent.FindIndex(samples);
        var info = run.ToRunInfo();
        return new RunProbeResult(new RunRecord
        {
            Session = "",
            Started = info.Started,
            WallTime = info.WallTime,
            CpuTime = info.CpuTime,
            Samples = main < 0 ? 0 : samples[main],
            LostSamples = (long)Math.Max(lostRecords, lostSamples),
            Weight = main < 0 ? 0 : (long)Math.Min(weights[main], long.MaxValue),
            Unit = main >= 0 && file.Attributes[main].IsClock ? "ns" : "events",
        }, runtime);
    }

    // A shared runtime lies in a folder of its version: …/Microsoft.NETCore.App/10.0.12/libcoreclr.so
    private static string ParseRuntime(string path)
    {
        const string Framework = "/Microsoft.NETCore.App/";
        var at = path.EndsWith("/libcoreclr.so", StringComparison.Ordinal) ? path.LastIndexOf(Framework, StringComparison.Ordinal) : -1;
        return at < 0 ? "" : $".NET {path[(at + Framework.Length)..path.LastIndexOf('/')]}";
    }
}
