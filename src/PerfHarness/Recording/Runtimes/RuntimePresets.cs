using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// The environment that makes a runtime write the names of its generated code, and changes nothing else of how the program
/// runs: write-xor-execute, tiering and ReadyToRun stay as they are.
/// </summary>
/// <param name="Environment">Variables to set.</param>
/// <param name="Diagnostics">Settings of the user's that make names incomplete.</param>
internal sealed record RuntimePresets(IReadOnlyDictionary<string, string?> Environment, IReadOnlyList<Diagnostic> Diagnostics)
{
    // Both are allowed in NODE_OPTIONS. The second makes interpreted functions visible on the stack.
    private const string NodeOptions = "--perf-basic-prof --interpreted-frames-native-stack";

    // DumpPerfMapAtExit is a diagnostic option, and they must be unlocked before it.
    private const string JavaOptions = "-XX:+PreserveFramePointer -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit";

    /// <param name="program">The command's program: Node, Java and Python are recognized by its file name; .NET's settings are always
    /// made, because any command may start a .NET process, and cost nothing elsewhere.</param>
    /// <param name="mapFolder">Where .NET writes its maps.</param>
    /// <param name="inherited">The environment the command would get from us.</param>
    /// <param name="explicitChanges">What the user requested on top: it is never overridden.</param>
    public static RuntimePresets Create(
        string program,
        string mapFolder,
        IReadOnlyDictionary<string, string> inherited,
        IReadOnlyDictionary<string, string?> explicitChanges)
    {
        var set = new Dictionary<string, string?>();
        var diagnostics = new List<Diagnostic>();
        Set("DOTNET_PerfMapEnabled", "3");
        Set("DOTNET_PerfMapJitDumpPath", mapFolder);
        if (explicitChanges.TryGetValue("DOTNET_PerfMapEnabled", out var userValue) && userValue is not ("1" or "3"))
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.PerfMapUnavailable, Severity.Warning,
                $"DOTNET_PerfMapEnabled={userValue} is set: the runtime writes no perf map, so managed code cannot be named.",
                "Remove the variable, or set it to 3."));
        }

        switch (Path.GetFileName(program))
        {
            case "node" or "nodejs":
                Append("NODE_OPTIONS", NodeOptions);
                break;
            case "java":
                Append("JAVA_TOOL_OPTIONS", JavaOptions);
                break;
            case var name when IsPython(name):
                Set("PYTHONPERFSUPPORT", "1");
                break;
        }

        return new RuntimePresets(set, diagnostics);

        void Set(string name, string value)
        {
            if (!explicitChanges.ContainsKey(name))
            {
                set[name] = value;
            }
        }

        // python, python3, python3.12
        static bool IsPython(string name) =>
            name.StartsWith("python", StringComparison.Ordinal) && name.AsSpan("python".Length).IndexOfAnyExcept("0123456789.") < 0;

        // The user's own options come last, so that they win if two contradict each other.
        void Append(string name, string value)
        {
            var userOptions = explicitChanges.TryGetValue(name, out var requested) ? requested : inherited.GetValueOrDefault(name);
            set[name] = string.IsNullOrWhiteSpace(userOptions) ? value : $"{value} {userOptions}";
        }
    }
}
