using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared.Truth;

namespace PerfHarness.Truth;

/// <summary>The table as Markdown, and whether anything in it is wrong.</summary>
internal sealed class TruthPage(IReadOnlyList<TruthRow> rows, PerfCapabilities capabilities, DateTime started)
{
    private const int MaxListed = 20;

    private readonly int _comparisons = Math.Max(1, rows.Sum(row => row.Burned?.Shares.Count ?? 0));

    public bool IsTrue => Wrong == 0 && !rows.Any(row => IsBeyond(row));

    public string Verdict
    {
        get
        {
            var shares = rows.SelectMany(row => row.Burned?.Shares ?? []).ToList();
            var beyond = shares.Count(share => Math.Abs(share.Sigmas) > 3);
            return Format($"{rows.Sum(r => r.Addresses?.Checked ?? 0):N0} addresses compared with the runtime's own structures: {Wrong} with a wrong name, ")
                + Format($"{rows.Sum(r => r.Addresses?.Missed.Count ?? 0)} without a name although the runtime has one. ")
                + Format($"{shares.Count} shares compared with the time that the functions used: {beyond} are beyond 3 sigma (chance alone: {shares.Count * 0.0027:0.0}), ")
                + Format($"{shares.Count(share => Math.Abs(share.Sigmas) > Bound)} beyond {Bound:0.0}, which the greatest of so many passes by chance once in 1,000 times.");
        }
    }

    private int Wrong => rows.Sum(row => row.Addresses?.Wrong.Count ?? 0);

    private double Bound => ShareDeviation.GetBound(_comparisons);

    public static string Describe(TruthCase c) =>
        $"{c.Title}, {Describe(c.Kind, c)}, {(c.SettingsText.Length > 0 ? c.SettingsText + ", " : "")}{Describe(c.Recorded)}";

    public static string FormatRow(TruthRow row)
    {
        var c = row.Case;
        var settings = string.Join(", ", ((string[])[Describe(c.Recorded), c.SettingsText]).Where(s => s.Length > 0));
        var name = $"| {c.Title} | {Describe(c.Kind, c)} | {settings} | ";
        if (row.Coverage is not { } coverage)
        {
            return $"{name}not measured: {row.Failure?.Replace("|", "/", StringComparison.Ordinal)} ||||||||| |";
        }

        string Share(long leaves) => Percent(leaves / (double)Math.Max(1, coverage.All.Leaves));
        var addresses = row.Addresses is { } checks ? Format($"{checks.Checked:N0} | {checks.Wrong.Count} | {checks.Missed.Count}") : c.Recorded == Recorded.Command ? "| |" : "not checked | |";
        return name + $"{Share(coverage.Named.Leaves)} | {Share(coverage[SymbolCoverageClass.NativeByBounds].Leaves)} | {Share(coverage.Unnamed.Leaves)} | "
            + $"{Percent(row.UnnamedManaged)} | {Percent(row.PerfUnnamed)} | {addresses} | "
            + (row.Burned is { } burned ? Format($"{Math.Abs(burned.Worst.Sigmas):0.0} | {burned.Seen:P0} |") : "| |");
    }

    public string Write()
    {
        var text = new StringBuilder("# What the names and shares are worth\n\n");
        text.Append("Programs that know what they do, recorded and compared. ").Append(Verdict).Append("\n\n");
        text.Append(Format($"Generated on {started:yyyy-MM-dd HH:mm} UTC by `eng/truth.sh` in {(DateTime.UtcNow - started).TotalMinutes:0} minutes: "));
        text.Append(Format($"{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {Environment.ProcessorCount} CPUs, {capabilities.PerfVersion}, "));
        text.Append(Format($".NET {Environment.Version}; load average at the end {File.ReadAllText("/proc/loadavg").Split(' ')[1]}.\n\n"));
        text.Append("""
            - **named, bounds, unnamed**: leaves with a function's name; native code whose function is known by its bounds only
              (`libcoreclr.so!0x…`: `--symbol-server` names it); leaves without any. **managed unnamed**: those of the unnamed that are
              .NET code. **perf unnamed**: leaves that `perf script` shows as `[unknown]` in the same recording, with the perf map where
              the process wrote one; a jitdump, which .NET programs write that are recorded from their start, it reads only after
              `perf inject --jit`, which was not run.
            - **addresses, wrong, missed**: distinct addresses of managed code on the stacks at which the runtime's debugging library (by
              ClrMD, in the process that still lives) knows a method; those for which the profile has another name; those for which it
              has none. ClrMD finds no runtime in a single-file application that is not compressed: its addresses are not checked.
            - **sigma, seen**: the greatest deviation of a function's share of the samples from its share of the CPU time, by the thread's
              own clock, in standard deviations of a count of so many samples; sampled time by CPU time, of these functions together.


            """);
        text.Append("| program | build | recorded | named | bounds | unnamed | managed unnamed | perf unnamed | addresses | wrong | missed | sigma | seen |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            text.Append(FormatRow(row)).Append('\n');
        }

        AppendList(text, "Wrong names", row => row.Addresses?.Wrong ?? []);
        AppendList(text, "Missed names", row => row.Addresses?.Missed ?? []);
        AppendList(text, "Shares beyond 3 sigma", row => [.. (row.Burned?.Shares ?? []).Where(s => Math.Abs(s.Sigmas) > 3).Select(s => s.ToString())]);
        return text.ToString();
    }

    private bool IsBeyond(TruthRow row) => row.Burned is { } burned && Math.Abs(burned.Worst.Sigmas) > Bound;

    private void AppendList(StringBuilder text, string title, Func<TruthRow, IReadOnlyList<string>> getLines)
    {
        var found = rows.Where(row => getLines(row).Count > 0).ToList();
        text.Append(found.Count > 0 ? $"\n## {title}\n" : "");
        foreach (var row in found)
        {
            text.Append("\n").Append(Describe(row.Case)).Append(":\n\n");
            var lines = getLines(row);
            foreach (var line in lines.Take(MaxListed))
            {
                text.Append("    ").Append(line).Append('\n');
            }

            text.Append(lines.Count > MaxListed ? Format($"    and {lines.Count - MaxListed} more\n") : "");
        }
    }

    private static string Describe(Recorded recorded) => recorded switch
    {
        Recorded.Command => "from the start",
        Recorded.Started => "while it runs",
        _ => "attached",
    };

    private static string Describe(PublishKind kind, TruthCase c) => kind switch
    {
        PublishKind.FrameworkDependent when char.IsUpper(c.Program[0]) => "framework-dependent",
        PublishKind.FrameworkDependent => "",
        PublishKind.SelfContained => "self-contained, ReadyToRun",
        PublishKind.SingleFile => "single file",
        PublishKind.Compressed => "single file, compressed",
        PublishKind.Composite => "composite",
        _ => "composite, single file, compressed",
    };

    private static string Percent(double share) => Format($"{share * 100:0.00} %");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
