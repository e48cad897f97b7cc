using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Settings of the .NET runtime in our environment that a profiled program would inherit and that matter for names.</summary>
internal static class RuntimeSettingsCheck
{
    public static IEnumerable<CapabilityCheck> Run(HostEnvironment host)
    {
        var found = false;
        foreach (var name in (string[])["PerfMapEnabled", "PerfMapJitDumpPath", "PerfMapShowOptimizationTiers", "PerfMapType", "PerfMapIgnoreSignal"])
        {
            if (Value(name) is not { } value)
            {
                continue;
            }

            found = true;
            yield return name switch
            {
                "PerfMapEnabled" => new CapabilityCheck(
                    $"DOTNET_{name}", CapabilityState.Ok, $"{value} in your environment; recorded commands get 2 (jitdump)"),
                "PerfMapJitDumpPath" => new CapabilityCheck(
                    $"DOTNET_{name}", CapabilityState.Ok, $"'{value}' in your environment; recorded commands get the private folder"),
                "PerfMapShowOptimizationTiers" when value == "0" => new CapabilityCheck(
                    $"DOTNET_{name}", CapabilityState.Limited, "0: tiers of methods are not recorded",
                    $"unset DOTNET_{name}", DiagnosticCodes.PerfMapUnavailable),
                _ => new CapabilityCheck($"DOTNET_{name}", CapabilityState.Ok, value),
            };
        }

        if (Value("EnableDiagnostics") == "0" || Value("EnableDiagnostics_IPC") == "0")
        {
            found = true;
            yield return new CapabilityCheck(
                "DOTNET_EnableDiagnostics", CapabilityState.Limited,
                "0: started commands are not affected, but running processes cannot be asked for a perf map",
                "unset DOTNET_EnableDiagnostics DOTNET_EnableDiagnostics_IPC", DiagnosticCodes.PerfMapUnavailable);
        }

        if (!found)
        {
            yield return new CapabilityCheck(
                ".NET settings", CapabilityState.Ok, "nothing relevant set; write-xor-execute and tiering stay unchanged");
        }

        string? Value(string name) => host.Environment.GetValueOrDefault("DOTNET_" + name) ?? host.Environment.GetValueOrDefault("COMPlus_" + name);
    }
}
