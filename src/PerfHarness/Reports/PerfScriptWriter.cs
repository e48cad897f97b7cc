using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes samples one by one in the layout of <c>perf script</c>, for those who grep, with the names of PerfHarness. Samples without
/// callchains are a line each. The profile must have times and addresses, as far as the input has them. Rows that stand for several
/// samples are repeated where each has a period, and are one record with their number as its period otherwise.
/// </summary>
internal sealed class PerfScriptWriter(SampleFilter filter, PerfScriptFields fields = PerfScriptFields.Default) : IReportWriter<Profile>
{
    private readonly Dictionary<ThreadId, byte[]> _threads = [];
    private readonly Dictionary<EventId, byte[]> _events = [];
    private readonly Dictionary<FunctionId, (byte[] Symbol, byte[] Dso)> _functions = [];
    private readonly List<FrameId> _stack = [];

    /// <summary>Times in nanoseconds, as <c>perf script --ns</c>; otherwise microseconds.</summary>
    public bool HasNanoseconds { get; init; }

    /// <summary>Only the frame that was running, as <c>perf script -G</c>.</summary>
    public bool HidesCallGraph { get; init; }

    public void Write(Profile report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var selection = filter.Apply(report);
        var isFlat = HidesCallGraph || !HasCallchains(selection);
        var text = new Utf8Writer(output);
        WriteEvents(text, report, selection);
        foreach (var row in selection.Rows)
        {
            var sample = report.Samples[row];
            var records = sample.Count > 1 && sample.Weight != sample.Count ? sample.Count : 1;
            for (var i = 0L; i < records; i++)
            {
                // Rounded so that the sum stays.
                var period = (sample.Weight / records) + (i < sample.Weight % records ? 1 : 0);
                WriteSample(text, report, sample, period, isFlat);
            }
        }

        text.Flush();
    }

    // As perf script --header: which of several is the first is not the order of the samples.
    private static void WriteEvents(Utf8Writer text, Profile profile, SampleSelection selection)
    {
        var events = selection.Rows.Select(row => profile.Samples[row].Event.Index).Distinct().Order().ToList();
        foreach (var index in events.Count > 1 ? events : [])
        {
            text.WriteRaw($"# event : name = {FormatName(profile.Events[index])}\n");
        }
    }

    private static string FormatName(EventInfo info) => SafeText.ToSingleLine(info.Name).Replace(' ', '_');

    private static bool HasCallchains(SampleSelection selection)
    {
        var stacks = selection.Profile.Stacks;
        return selection.Rows.Any(row => stacks.GetParent(selection.Profile.Samples[row].Stack) != StackId.Empty);
    }

    private void WriteSample(Utf8Writer text, Profile profile, in Sample sample, long period, bool isFlat)
    {
        text.WriteRaw(GetThread(profile, sample.Thread, isFlat));
        if (Has(PerfScriptFields.Time) && sample.Time >= 0)
        {
            var (seconds, rest) = Math.DivRem(sample.Time, 1_000_000_000);
            text.WriteRaw(HasNanoseconds
                ? string.Create(CultureInfo.InvariantCulture, $"{seconds,5}.{rest:000000000}: ")
                : string.Create(CultureInfo.InvariantCulture, $"{seconds,5}.{rest / 1000:000000}: "));
        }

        if (Has(PerfScriptFields.Period))
        {
            text.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"{period,10} "));
        }

        if (Has(PerfScriptFields.Event))
        {
            text.WriteRaw(GetEvent(profile, sample.Event));
        }

        if (Has(PerfScriptFields.Ip))
        {
            WriteStack(text, profile, sample.Stack, isFlat);
        }

        text.WriteRaw("\n"u8);
    }

    private void WriteStack(Utf8Writer text, Profile profile, StackId stack, bool isFlat)
    {
        _stack.Clear();
        for (var at = stack; at != StackId.Empty; at = profile.Stacks.GetParent(at))
        {
            _stack.Add(profile.Stacks.GetFrame(at));
        }

        if (!isFlat)
        {
            text.WriteRaw("\n"u8);
        }

        var isReturn = false;
        for (var i = 0; i < _stack.Count; i++)
        {
            var frame = profile.Frames[_stack[i]];
            text.WriteRaw(isFlat ? " "u8 : "\t"u8);
            WriteFrame(text, profile, frame, isReturn && profile.Origin.IsPerfData);
            if (isFlat)
            {
                break;
            }

            text.WriteRaw("\n"u8);
            // What an interrupt or system call is called from was running; a function is where the other one returns to.
            isReturn = frame.Inlined ? isReturn : i + 1 < _stack.Count
                && (frame.Kind != FrameKind.Kernel || profile.Frames[_stack[i + 1]].Kind == FrameKind.Kernel);
        }
    }

    private void WriteFrame(Utf8Writer text, Profile profile, Frame frame, bool isReturn)
    {
        var address = isReturn ? frame.Address + 1 : frame.Address;
        text.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"{address,16:x}"));
        var (symbol, dso) = GetFunction(profile, frame.Function);
        if (Has(PerfScriptFields.Sym))
        {
            text.WriteRaw(" "u8);
            text.WriteRaw(symbol);
            if (Has(PerfScriptFields.Symoff) && frame.Start != 0)
            {
                text.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"+0x{address - frame.Start:x}"));
            }
        }

        var line = Has(PerfScriptFields.Srcline) ? profile.GetLine(frame) : null;
        if (Has(PerfScriptFields.Dso) && !(frame.Inlined && line is not null))
        {
            text.WriteRaw(" ("u8);
            text.WriteRaw(frame.Inlined ? "inlined"u8 : dso);
            text.WriteRaw(")"u8);
        }

        if (line is { } at)
        {
            text.WriteRaw("\n  "u8);
            text.WriteRaw(SafeText.ToSingleLine(Path.GetFileName(at.File)));
            text.WriteRaw(string.Create(CultureInfo.InvariantCulture, $":{at.Line}"));
            text.WriteRaw(frame.Inlined ? " (inlined)"u8 : ""u8);
        }
    }

    private byte[] GetThread(Profile profile, ThreadId id, bool isFlat)
    {
        if (!_threads.TryGetValue(id, out var bytes))
        {
            var thread = profile.Threads[id.Index];
            var text = new StringBuilder();
            if (Has(PerfScriptFields.Comm))
            {
                var name = SafeText.ToSingleLine(thread.CommandName);
                text.Append(isFlat ? name.PadLeft(16) : name).Append(' ');
            }

            if (Has(PerfScriptFields.Pid) && Has(PerfScriptFields.Tid))
            {
                text.Append(CultureInfo.InvariantCulture, $"{thread.Pid,5}/{thread.Tid,-5} ");
            }
            else if (Has(PerfScriptFields.Pid | PerfScriptFields.Tid))
            {
                text.Append(CultureInfo.InvariantCulture, $"{(Has(PerfScriptFields.Pid) ? thread.Pid : thread.Tid),5} ");
            }

            bytes = Encoding.UTF8.GetBytes(text.ToString());
            _threads.Add(id, bytes);
        }

        return bytes;
    }

    private byte[] GetEvent(Profile profile, EventId id)
    {
        if (!_events.TryGetValue(id, out var bytes))
        {
            bytes = Encoding.UTF8.GetBytes(FormatName(profile.Events[id.Index]) + ": ");
            _events.Add(id, bytes);
        }

        return bytes;
    }

    private (byte[] Symbol, byte[] Dso) GetFunction(Profile profile, FunctionId id)
    {
        if (!_functions.TryGetValue(id, out var bytes))
        {
            var name = profile.Functions[id].Name;
            var isModule = name.Name == name.Module || name.Name == $"[{name.Module}]";
            bytes = (Encoding.UTF8.GetBytes(isModule ? "[unknown]" : SafeText.ToSingleLine(name.Name)),
                Encoding.UTF8.GetBytes(SafeText.ToSingleLine(name.Module)));
            _functions.Add(id, bytes);
        }

        return bytes;
    }

    private bool Has(PerfScriptFields field) => (fields & field) != 0;
}
