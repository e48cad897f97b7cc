using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>What a reader of a profile must know of what it cannot show, each with what would show it.</summary>
internal static class ProfileNotes
{
    // Threads that end in the middle of a period cost some in any program.
    private const double MinMissingTime = 0.05;
    private const double MinBrokenStacks = 0.05;
    private const double MinBoundsOnly = 0.1;

    /// <summary>The runtime's own libraries, which are delivered without symbols and have them on the vendor's server.</summary>
    private static readonly string[] RuntimeLibraries = ["libcoreclr.so", "libclrjit.so", "libclrgc.so", "libSystem.Native.so"];

    public static IReadOnlyList<Diagnostic> Find(SampleSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var notes = new List<Diagnostic>();
        if (!selection.IsOffCpu && selection.GetUnit(Measure.Weight) == EventUnit.Nanoseconds)
        {
            AddUnsampledTime(selection.Profile, notes);
        }

        AddIncompleteStacks(selection, notes);
        AddBoundsOnly(selection, notes);
        return notes;
    }

    private static void AddUnsampledTime(Profile profile, List<Diagnostic> notes)
    {
        if (SampledTime.Compute(profile) is not { } time || time.MissingShare < Math.Max(MinMissingTime, 3 / Math.Sqrt(time.Samples)))
        {
            return;
        }

        var (missing, all) = (time.Missing.TotalSeconds, time.CpuTime.TotalSeconds);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{time.MissingShare * 100:0.0} % of the CPU time ({missing:0.00} of {all:0.00} s) has no samples");
        var areThreadsShort = time.UnseenThreads > 0;
        notes.Add(new Diagnostic(
            DiagnosticCodes.UnsampledTime, Severity.Warning,
            areThreadsShort
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{text}: {time.UnseenThreads:#,0} of the {time.EndedThreads:#,0} threads and processes that ended "
                        + $"were shorter than a sampling period ({time.Period.TotalMilliseconds:0.##} ms), which starts anew in each")
                : text,
            areThreadsShort
                ? "Record the command with --per-cpu, or raise --frequency."
                : "Record the command with --per-cpu: a thread's own counter misses some time whenever threads change."));
    }

    private static void AddIncompleteStacks(SampleSelection selection, List<Diagnostic> notes)
    {
        var stacks = StackCompleteness.Compute(selection);
        var isUnwound = selection.Profile.Runs.Any(run => run.IsUnwound);
        if (stacks.Truncated > 0)
        {
            var depths = selection.Profile.Runs.Select(run => run.MaxStack).OfType<int>().Distinct().Order().ToList();
            var limit = depths is [var depth] ? string.Create(CultureInfo.InvariantCulture, $" after {depth} frames") : "";
            notes.Add(new Diagnostic(
                DiagnosticCodes.TruncatedStacks, Severity.Warning,
                $"{NumberFormatter.FormatRatio(stacks.Truncated, stacks.Samples)} % of the stacks were cut{(isUnwound ? "" : limit)} and begin with "
                    + "[truncated]: the totals of functions nearer to the root are too small",
                isUnwound
                    ? "Record with larger copies of the stack (--call-graph dwarf,65528), or with --call-graph fp."
                    : "Run 'sysctl -w kernel.perf_event_max_stack=1024' as root and record again."));
        }

        if (stacks.Broken >= stacks.Samples * MinBrokenStacks && stacks.Broken > 0)
        {
            var modules = stacks.BrokenModules.Count == 0 ? "" : $" in {string.Join(", ", stacks.BrokenModules.Take(3))}";
            notes.Add(new Diagnostic(
                DiagnosticCodes.BrokenStacks, Severity.Warning,
                $"{NumberFormatter.FormatRatio(stacks.Broken, stacks.Samples)} % of the stacks do not reach their thread's start: "
                    + (isUnwound ? $"code{modules} has neither unwind tables nor a frame pointer" : $"native code{modules} keeps no frame pointer")
                    + ", so its callers are missing",
                isUnwound
                    ? "Compile it with -fasynchronous-unwind-tables or -fno-omit-frame-pointer; for Java, add -XX:+PreserveFramePointer."
                    : "Record with --call-graph dwarf, or compile that code with -fno-omit-frame-pointer."));
        }
    }

    private static void AddBoundsOnly(SampleSelection selection, List<Diagnostic> notes)
    {
        var profile = selection.Profile;
        var leaves = selection.SumSelfByStack(Measure.Samples);
        var sums = new long[RuntimeLibraries.Length];
        for (var row = 1; row < leaves.Length; row++)
        {
            if (leaves[row] > 0)
            {
                var frame = profile.Frames[profile.Stacks.GetFrame(new StackId(row))];
                var name = profile.Functions[frame.Function].Name;
                var library = Array.IndexOf(RuntimeLibraries, name.Module);
                if (library >= 0 && SymbolCoverage.Classify(frame, name) is SymbolCoverageClass.NativeByBounds or SymbolCoverageClass.Unnamed)
                {
                    sums[library] += leaves[row];
                }
            }
        }

        var (sum, found) = (0L, new List<string>());
        for (var i = 0; i < sums.Length; i++)
        {
            sum += sums[i];
            if (sums[i] > 0)
            {
                found.Add(RuntimeLibraries[i]);
            }
        }

        if (sum > 0 && sum >= selection.Samples * MinBoundsOnly)
        {
            found.Sort((a, b) =>
            {
                var byWeight = GetSum(b).CompareTo(GetSum(a));
                return byWeight != 0 ? byWeight : string.CompareOrdinal(a, b);
            });
            var modules = string.Join(", ", found);
            notes.Add(new Diagnostic(
                DiagnosticCodes.RuntimeWithoutSymbols, Severity.Info,
                $"{NumberFormatter.FormatRatio(sum, selection.Samples)} % of the leaves are in {modules}, which have no symbols here",
                "Add '--symbol-server https://msdl.microsoft.com/download/symbols', or run 'dotnet perfharness doctor --symbols' once: "
                    + "it fetches them for the installed runtimes, and they are kept."));
        }

        long GetSum(string library) => sums[Array.IndexOf(RuntimeLibraries, library)];
    }
}
