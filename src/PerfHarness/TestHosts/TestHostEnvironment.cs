using System.Collections;

namespace PerfHarness.TestHosts;

/// <summary>
/// The environment of a test host: ours, without what a test runner, a debugger or a coverage tool has set for its own process.
/// </summary>
internal static class TestHostEnvironment
{
    /// <summary>Names the folder of the request. A test host removes it, so that what its test starts is none.</summary>
    public const string FolderVariable = "PERFHARNESS_TEST_HOST";

    /// <summary>The runtime calls the hook in this assembly before the program's own entry point.</summary>
    public const string HookVariable = "DOTNET_STARTUP_HOOKS";

    // Profilers and coverage change the code that is measured; the rest would make the host talk to a runner that does not listen.
    private static readonly string[] Prefixes =
    [
        "VSTEST_", "TESTINGPLATFORM_", "COR_ENABLE_PROFILING", "COR_PROFILER", "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER",
        "CODE_COVERAGE_", "MicrosoftInstrumentationEngine_", "DOTNET_WATCH", "DOTNET_HOTRELOAD", "DOTNET_MODIFIABLE_ASSEMBLIES",
        "DOTNET_DiagnosticPorts", "DOTNET_EnableEventPipe", "COMPlus_EnableEventPipe",
    ];

    /// <summary>What differs from our own environment.</summary>
    /// <param name="package">See <see cref="RunningTest.Package"/>.</param>
    /// <param name="folder">Folder of the request.</param>
    public static Dictionary<string, string?> Create(string package, string folder)
    {
        var changes = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                changes[name] = null;
            }
        }

        (changes[HookVariable], changes[FolderVariable]) = (package, folder);
        return changes;
    }
}
