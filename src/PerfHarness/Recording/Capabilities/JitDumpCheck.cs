namespace PerfHarness.Recording.Capabilities;

/// <summary>Which installed .NET runtimes write jitdumps without methods (dotnet/runtime#120419) where they are not set to list each stub.</summary>
internal static class JitDumpCheck
{
    private static readonly Version FirstAffectedVersion = new(10, 0, 0);
    private static readonly Version LastKnownAffectedVersion = new(10, 0, 12);

    public static IEnumerable<CapabilityCheck> Run(HostEnvironment host)
    {
        var broken = FindInstalledVersions(host).Where(v => v >= FirstAffectedVersion && v <= LastKnownAffectedVersion).Distinct().Order().ToList();
        if (broken.Count > 0)
        {
            yield return new CapabilityCheck(
                ".NET jitdump", CapabilityState.Ok,
                $"{string.Join(", ", broken)} lists methods only together with each stub (dotnet/runtime#120419); recorded commands are set to "
                    + "do that (DOTNET_PerfMapStubGranularity=2)");
        }
    }

    private static IEnumerable<Version> FindInstalledVersions(HostEnvironment host)
    {
        var configured = host.Environment.GetValueOrDefault("DOTNET_ROOT");
        var roots = (string?[])[configured, "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/opt/dotnet"];
        foreach (var root in roots.OfType<string>())
        {
            var folder = Path.Combine(host.Root, root.TrimStart('/'), "shared/Microsoft.NETCore.App");
            foreach (var version in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            {
                if (Version.TryParse(Path.GetFileName(version), out var parsed))
                {
                    yield return parsed;
                }
            }
        }
    }
}
