using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Import;

namespace PerfHarness.Cli.Options;

/// <summary>How stacks are spelled: stackcollapse-perf.pl's options by their names.</summary>
internal sealed class FoldOptionGroup
{
    private readonly Option<bool> _pid = new("--pid") { Description = "Command names are followed by -PID." };
    private readonly Option<bool> _tid = new("--tid") { Description = "Command names are followed by -PID/TID." };
    private readonly Option<bool> _inline = new("--inline") { Description = "Inlined frames are marked _[i]." };
    private readonly Option<bool> _context = new("--context") { Description = "Inlined frames are followed by :file:line." };
    private readonly Option<bool> _srcline = new("--srcline") { Description = "Frames are followed by :file:line where it is known." };
    private readonly Option<bool> _kernel = new("--kernel") { Description = "Kernel frames are marked _[k]." };
    private readonly Option<bool> _jit = new("--jit") { Description = "Frames of jitted code are marked _[j]." };
    private readonly Option<bool> _all = new("--all") { Description = "All marks, as --kernel --jit." };
    private readonly Option<bool> _addrs = new("--addrs") { Description = "Frames without a name show their address." };
    private readonly Option<bool> _cut = new("--no-parameters") { Description = "Names end before their parameters, as stackcollapse-perf.pl leaves them." };
    private readonly MeasureOption _measure = new(Measure.Samples);

    public void AddTo(Command command)
    {
        command.Add(_pid);
        command.Add(_tid);
        command.Add(_inline);
        command.Add(_context);
        command.Add(_srcline);
        command.Add(_kernel);
        command.Add(_jit);
        command.Add(_all);
        command.Add(_addrs);
        command.Add(_cut);
        _measure.AddTo(command);
    }

    public FoldOptions CreateOptions(ParseResult parsed) => new()
    {
        Measure = _measure.GetMeasure(parsed),
        Pid = parsed.GetValue(_pid),
        Tid = parsed.GetValue(_tid),
        Inline = parsed.GetValue(_inline),
        Context = parsed.GetValue(_context),
        Srcline = parsed.GetValue(_srcline),
        Kernel = parsed.GetValue(_kernel),
        Jit = parsed.GetValue(_jit),
        All = parsed.GetValue(_all),
        Addrs = parsed.GetValue(_addrs),
        CutParameters = parsed.GetValue(_cut),
    };

    /// <summary>What the import must keep for these options.</summary>
    public ImportOptions ApplyTo(ImportOptions options, ParseResult parsed) => options with
    {
        KeepAddresses = parsed.GetValue(_addrs),
        KeepLines = parsed.GetValue(_srcline) || parsed.GetValue(_context),
    };
}
