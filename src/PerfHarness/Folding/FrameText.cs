using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>
/// Formats frames and threads as elements of a folded line. Whatever a name contains, an element has no line break, no
/// <c>;</c> and does not end like a count.
/// </summary>
internal static class FrameText
{
    public static string FormatThread(ThreadInfo thread, FoldOptions options)
    {
        var name = thread.CommandName.Replace(' ', '_');
        if (options.Tid || options.Pid)
        {
            // The default text of perf script has the thread, but not the process.
            var pid = thread.Pid < 0 ? "?" : thread.Pid.ToString(CultureInfo.InvariantCulture);
            name = options.Tid ? string.Create(CultureInfo.InvariantCulture, $"{name}-{pid}/{thread.Tid}") : $"{name}-{pid}";
        }

        return EscapeElement(name, empty: "");
    }

    public static string FormatFrame(Profile profile, Frame frame, FoldOptions options)
    {
        var function = profile.Functions[frame.Function];
        var text = options.Addrs && !frame.Named && (frame.Address != 0 || profile.Origin.IsPerfScript || profile.Origin.IsPerfData)
            ? string.Create(CultureInfo.InvariantCulture, $"[{function.Name.Module.Trim('[', ']')} <{frame.Address:x}>]")
            : options.CutParameters ? ParameterList.Remove(function.Name.Name) : function.Name.Name;

        text = EscapeElement(text, empty: "[unknown]");
        text = options.Dso ? $"{text} ({EscapeElement(function.Name.Module, empty: "[unknown]")})" : text;
        return text + GetAnnotation(frame, options) + GetPosition(profile, frame, options);
    }

    private static string GetPosition(Profile profile, Frame frame, FoldOptions options)
    {
        if (!options.Srcline && !(options.Context && frame.Inlined))
        {
            return "";
        }

        var position = profile.GetLine(frame)
            ?? (frame.Kind is FrameKind.Jit or FrameKind.ReadyToRun && profile.Functions[frame.Function].Source is { } definition
                ? (definition.File, definition.Line)
                : null);
        return position is { } at
            ? string.Create(CultureInfo.InvariantCulture, $":{EscapeElement(Path.GetFileName(at.File), empty: "?")}:{at.Line}")
            : "";
    }

    private static string GetAnnotation(Frame frame, FoldOptions options) =>
        options.Inline && frame.Inlined ? "_[i]"
        : (options.Kernel || options.All) && frame.Kind == FrameKind.Kernel ? "_[k]"
        : (options.Jit || options.All) && frame.Kind == FrameKind.Jit ? "_[j]"
        : "";

    internal static string EscapeElement(string text, string empty)
    {
        text = SafeText.ToSingleLine(text).Replace(';', ':').Trim();
        if (text.Length == 0)
        {
            return empty;
        }

        // "f 12" before the line's own count would be read as the first of two counts.
        var end = text.Length;
        while (end > 0 && text[end - 1] is (>= '0' and <= '9') or '.')
        {
            end--;
        }

        return end > 0 && text[end - 1] == ' ' ? $"{text[..(end - 1)]}_{text[end..]}" : text;
    }
}
