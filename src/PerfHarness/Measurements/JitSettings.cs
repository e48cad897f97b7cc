namespace PerfHarness.Measurements;

/// <summary>The environment variables that change what code the runtime makes, and so where time is spent.</summary>
internal static class JitSettings
{
    // Settings of diagnostics, hosting and the SDK do not change the generated code.
    private static readonly string[] IgnoredPrefixes =
    [
        "PerfMap", "Dbg", "Diagnostics", "EventPipe", "ROOT", "CLI_", "NOLOGO", "BUNDLE", "ADD_GLOBAL", "SKIP_", "RUNNING_IN",
        "USE_POLLING", "HOST_", "GENERATE_", "SYSTEM_GLOBALIZATION", "VERSION", "MULTILEVEL", "ENABLEDIAGNOSTICS", "ASPNET",
        "NUGET", "WATCH", "MODIFIABLE",
    ];

    /// <summary><c>DOTNET_TieredPGO=0 DOTNET_gcServer=1</c>: sorted, the older prefix spelled as the newer; empty is "defaults".</summary>
    public static string Format(IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var settings = environment
            .Select(e => (Name: GetCurrentName(e.Key), e.Value))
            .Where(e => e.Name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase) && e.Value.Length > 0)
            .Where(e => !IgnoredPrefixes.Any(h => e.Name.AsSpan("DOTNET_".Length).StartsWith(h, StringComparison.OrdinalIgnoreCase)))
            .Select(e => $"{e.Name}={e.Value}")
            .Order(StringComparer.Ordinal);
        var text = string.Join(' ', settings);
        return text.Length > 0 ? text : "defaults";
    }

    private static string GetCurrentName(string name) =>
        name.StartsWith("COMPlus_", StringComparison.OrdinalIgnoreCase) ? "DOTNET_" + name["COMPlus_".Length..] : name;
}
