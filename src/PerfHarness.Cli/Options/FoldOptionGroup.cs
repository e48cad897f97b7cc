using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Import;

namespace PerfHarness.Cli.Options;

/// <summary>How stacks are written; options and names as in stackcollapse-perf.pl.</summary>
internal sealed class FoldOptionGroup
{
    private readonly Option<bool> _pid = new("--pid") { Description = "Append -PID to command names." };
    private readonly Option<bool> _tid = new("--tid") { Description = "Append -PID/TID to command names." };
    private readonly Option<bool> _dso = new("--dso") { Description = "Append the module to names: func (module)." };
    private readonly Option<bool> _inline = new("--inline") { Description = "Mark inlined frames with _[i]." };
    private readonly Option<bool> _context = new("--context") { Description = "Append :file:line to inlined frames." };
    private readonly Option<bool> _srcline = new("--srcline") { Description = "Append :file:line to frames where known." };
    private readonly Option<bool> _kernel = new("--kernel") { Description = "Mark kernel frames with _[k]." };
    private readonly Option<bool> _jit = new("--jit") { Description = "Mark JIT-compiled frames with _[j]." };
    private readonly Option<bool> _all = new("--all") { Description = "Same as --kernel --jit." };
    private readonly Option<bool> _addrs = new("--addrs") { Description = "Show the address of unresolved frames." };
    private readonly Option<bool> _cut = new("--no-parameters") { Description = "Omit parameters from names, as stackcollapse-perf.pl does." };
    private readonly MeasureOption _measure = new("Count samples, or sum their periods (nanoseconds or events). Default: periods where the text of "
        + "'perf script' prints them, as stackcollapse-perf.pl does; otherwise samples.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_pid, _tid, _dso, _inline, _context, _srcline, _kernel, _jit, _all, _addrs, _cut])
        {
            command.Add(option);
        }

        _measure.AddTo(command);
    }

    public FoldOptions CreateOptions(ParseResult parsed, SampleSelection selection) => new()
    {
        Measure = _measure.FindMeasure(parsed) ?? (selection.Profile.Origin.IsPerfScript ? Measure.Weight : Measure.Samples),
        Pid = parsed.GetValue(_pid),
        Tid = parsed.GetValue(_tid),
        Dso = parsed.GetValue(_dso),
        Inline = parsed.GetValue(_inline),
        Context = parsed.GetValue(_context),
        Srcline = parsed.GetValue(_srcline),
        Kernel = parsed.GetValue(_kernel),
        Jit = parsed.GetValue(_jit),
        All = parsed.GetValue(_all),
        Addrs = parsed.GetValue(_addrs),
        CutParameters = parsed.GetValue(_cut),
    };

    /// <summary>Adds what the import must keep for these options.</summary>
    public ImportOptions ApplyTo(ImportOptions options, ParseResult parsed) => options with
    {
        KeepAddresses = parsed.GetValue(_addrs),
        KeepLines = parsed.GetValue(_srcline) || parsed.GetValue(_context),
        ResolveSources = parsed.GetValue(_srcline) || parsed.GetValue(_context),
    };
}
