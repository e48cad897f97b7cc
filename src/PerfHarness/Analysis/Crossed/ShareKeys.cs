using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Analysis.Crossed;

/// <summary>The names of <see cref="ShareKey"/>, and those that perf report's <c>--sort</c> has for them.</summary>
internal static class ShareKeys
{
    /// <summary>Names that are written, in the order of the enumeration, and the others that are understood.</summary>
    private static readonly (string Name, string[] Aliases)[] Names =
    [
        ("command", ["comm"]), ("pid", []), ("tid", []), ("process", []), ("thread", []), ("event", []), ("run", []),
        ("function", ["symbol", "sym"]), ("module", ["dso"]), ("kind", []), ("tier", []), ("file", ["srcfile"]), ("line", ["srcline"]),
    ];

    /// <summary>Keys of perf that a profile has nothing of, and why.</summary>
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["cpu"] = "samples are kept without the processor",
        ["socket"] = "samples are kept without the processor",
        ["parent"] = "callers are shown by --callers",
        ["time"] = "samples are summed; --time selects a window",
        ["cgroup"] = "samples are kept without their cgroup",
        ["trace"] = "the text of tracepoints is not read",
    };

    public static IEnumerable<string> All => Names.Select(name => name.Name);

    public static string GetName(ShareKey key) => Names[(int)key].Name;

    /// <summary>The key is of the sample and not of a frame of its stack.</summary>
    public static bool IsOfSample(ShareKey key) => key <= ShareKey.Run;

    /// <summary>Frames must be read with their source lines.</summary>
    public static bool NeedsLines(ShareKey key) => key is ShareKey.File or ShareKey.Line;

    /// <summary>Parses a list such as <c>comm,tid,function</c>.</summary>
    /// <exception cref="PerfHarnessException">An element is no key, or occurs twice.</exception>
    public static ShareKey[] Parse(string text)
    {
        var keys = text.Split(',').Select(element => ParseOne(element.Trim())).ToArray();
        return keys.Distinct().Count() == keys.Length ? keys
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' names a key twice", null);
    }

    private static ShareKey ParseOne(string name)
    {
        var index = Array.FindIndex(Names, key => key.Name == name || key.Aliases.Contains(name));
        return index >= 0 ? (ShareKey)index
            : throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                Unsupported.TryGetValue(name, out var reason)
                    ? $"'{name}' is not supported for --by: {reason}"
                    : $"'{name}' is not a valid value for --by",
                $"Use one or more of {string.Join(", ", All)}, separated by commas.");
    }
}
