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

    // Values of DOTNET_PerfMapEnabled. A jitdump has the time at which each method came to its address, which tells methods
    // apart that used the same memory one after the other, and lists precompiled methods and each stub as well. The runtime
    // maps a page of it as executable.
    private const string JitDump = "2";
    private const string PerfMap = "3";

    // For PerfMapStubGranularity: each stub by itself. Of whole blocks the runtime cannot copy the code, and ends the jitdump there.
    private const string EachStub = "2";

    /// <param name="program">The command's program: Node, Java and Python are recognized by its file name; .NET's settings are always
    /// made, because any command may start a .NET process, and cost nothing elsewhere.</param>
    /// <param name="mapFolder">Where .NET writes its maps.</param>
    /// <param name="inherited">The environment the command would get from us.</param>
    /// <param name="explicitChanges">What the user requested on top: it is never overridden.</param>
    /// <param name="mountTable">What is mounted where, in the form of <c>/proc/self/mounts</c>.</param>
    public static RuntimePresets Create(
        string program,
        string mapFolder,
        IReadOnlyDictionary<string, string> inherited,
        IReadOnlyDictionary<string, string?> explicitChanges,
        string mountTable = "/proc/self/mounts")
    {
        var set = new Dictionary<string, string?>();
        var diagnostics = new List<Diagnostic>();
        if (IsExecutable(mapFolder, mountTable))
        {
            Set("DOTNET_PerfMapEnabled", JitDump);
            Set("DOTNET_PerfMapStubGranularity", EachStub);
        }
        else
        {
            Set("DOTNET_PerfMapEnabled", PerfMap);
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.PerfMapUnavailable, Severity.Info,
                $"'{mapFolder}' is mounted noexec, so .NET runtimes write perf maps, which have no times, instead of jitdumps.",
                "Set TMPDIR to a folder on another file system if addresses are reported as reused."));
        }

        Set("DOTNET_PerfMapJitDumpPath", mapFolder);
        if (explicitChanges.TryGetValue("DOTNET_PerfMapEnabled", out var userValue) && userValue is not ("1" or JitDump or PerfMap))
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.PerfMapUnavailable, Severity.Warning,
                $"DOTNET_PerfMapEnabled={userValue} is set: the runtime writes no jitdump or perf map, so managed code cannot be named.",
                "Remove the variable, or set it to 1, 2 or 3."));
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

    /// <summary>No file system with <c>noexec</c> is mounted where the folder is.</summary>
    private static bool IsExecutable(string folder, string mountTable)
    {
        var path = Path.GetFullPath(folder);
        var (options, length) = ("", -1);
        foreach (var line in File.ReadLines(mountTable))
        {
            // "tmpfs /tmp tmpfs rw,nosuid,noexec 0 0"; what is mounted last covers what was before.
            if (line.Split(' ') is [_, var point, _, var mountOptions, ..] && point.Length >= length
                && (path == point || path.StartsWith(point.TrimEnd('/') + "/", StringComparison.Ordinal)))
            {
                (options, length) = (mountOptions, point.Length);
            }
        }

        return !options.Split(',').Contains("noexec");
    }
}
