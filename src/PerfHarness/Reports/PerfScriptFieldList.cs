using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports;

/// <summary>Parses <c>-F</c> as perf does: a list of fields, or changes of the default's (<c>+srcline,-period</c>).</summary>
internal static class PerfScriptFieldList
{
    public static IEnumerable<string> Names =>
        Enum.GetValues<PerfScriptFields>().Where(name => name is not (PerfScriptFields.None or PerfScriptFields.Default))
            .Select(name => name.ToString().ToLowerInvariant());

    /// <exception cref="PerfHarnessException">An element is no field, or fields are both listed and changed.</exception>
    public static PerfScriptFields Parse(string text)
    {
        var elements = text.Split(',', StringSplitOptions.TrimEntries);
        var changes = elements.Count(element => element is ['+' or '-', ..]);
        if (changes != 0 && changes != elements.Length)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' both lists fields and changes those of the default", null);
        }

        var fields = changes > 0 ? PerfScriptFields.Default : PerfScriptFields.None;
        foreach (var element in elements)
        {
            var field = ParseOne(element.TrimStart('+', '-'));
            fields = element is ['-', ..] ? fields & ~field : fields | field;
        }

        // What is about a frame has its place behind the address.
        return (fields & (PerfScriptFields.Sym | PerfScriptFields.Dso | PerfScriptFields.Symoff | PerfScriptFields.Srcline)) != 0
            && (fields & PerfScriptFields.Ip) == 0
            ? throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' has fields of frames without ip", "Add ip, as perf requires it.")
            : fields;
    }

    private static PerfScriptFields ParseOne(string name) =>
        Names.Contains(name) ? Enum.Parse<PerfScriptFields>(name, ignoreCase: true)
            : throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                name is "cpu" ? "'cpu' is not supported for -F: samples are kept without the processor" : $"'{name}' is not a valid field",
                $"Use {string.Join(", ", Names)}.");
}
