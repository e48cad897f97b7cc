using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>
/// All packages, packed once for all tests into a folder feed under a unique version, and a place for projects that use
/// them. Our own packages are extracted to a folder of the test's; what else a project needs comes from the machine's cache.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private static readonly bool HasPackageOfItsOwn = RuntimeInformation.OSArchitecture == Architecture.X64;

    public static readonly string[] Names =
    [
        "PerfHarness.Formats", "PerfHarness", "dotnet-perfharness", .. (string[])(HasPackageOfItsOwn ? ["dotnet-perfharness.linux-x64"] : []),
        "dotnet-perfharness.any", "PerfHarness.MSBuild", "PerfHarness.NUnit", "PerfHarness.Xunit",
    ];

    // Spaces and non-ASCII letters, as a home folder may have.
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness Tüte ").FullName;

    // The runtime's diagnostics client cannot reach a socket under a path beyond ASCII.
    private readonly string _temporary = Directory.CreateTempSubdirectory("perfharness-hosts-").FullName;

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _samples = new();

    public string Version { get; } = FormattableString.Invariant($"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}");

    public string Feed => Path.Combine(_folder, "feed");

    public string Configuration => Metadata("Configuration");

    /// <summary>The tool as it is installed on this platform. All tests of the command start it.</summary>
    public static string Tool { get; private set; } = "";

    /// <summary>The tool as it is installed on a platform without a package of its own.</summary>
    public string PortableTool => GetPath("any", "tools", "net10.0", "any", "dotnet-perfharness.dll");

    /// <summary>The bundled command, out of the package for MSBuild.</summary>
    public string Command => GetPath("command", "tools", IsPrecompiled ? "linux-x64" : "any", "dotnet-perfharness.dll");

    /// <summary>The packages have native code, and it is this machine's. False where the compiler could not be restored.</summary>
    public bool IsPrecompiled { get; private set; }

    /// <summary>What was written while the packages were made.</summary>
    public string PackOutput { get; private set; } = "";

    /// <summary>For everything that is started: no build server stays, nothing is read from the machine's own feeds by chance.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    public async ValueTask InitializeAsync()
    {
        try
        {
            await PackAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task PackAsync()
    {
        foreach (var (name, value) in ((string, string?)[])[("NUGET_PACKAGES", Path.Combine(_folder, "packages")), ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
            ("UseSharedCompilation", "false"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("PerfHarnessVersion", Version), ("MSBuildSDKsPath", null), ("BENCH_SLOW", null), ("BenchRounds", "20"),
            ("PERFHARNESS_ACCEPT", null), ("PERFHARNESS_REQUIRE", null), ("TMPDIR", _temporary), ("PERFHARNESS_TURN", "1")])
        {
            Environment[name] = value;
        }

        var sources = Metadata("Sources");
        // The command is compiled for each of its packages; the libraries are packed as they were built for the tests.
        string[] projects = ["PerfHarness.Formats", "PerfHarness", "PerfHarness.NUnit", "PerfHarness.Xunit", "PerfHarness.MSBuild"];
        File.WriteAllText(Path.Combine(_folder, "pack.proj"), $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{sources}src/PerfHarness.Cli/PerfHarness.Cli.csproj" Targets="Pack" Properties="BuildProjectReferences=false" />
                <MSBuild Projects="{string.Join(';', projects.Select(p => $"{sources}src/{p}/{p}.csproj"))}" Targets="Pack" Properties="NoBuild=true" />
              </Target>
            </Project>
            """);
        var environment = new Dictionary<string, string?>(Environment) { ["NUGET_PACKAGES"] = null };
        PackOutput = (await ShellRun.RunAsync(_folder, environment, "dotnet", "msbuild", "pack.proj", "-t:Pack", "-v:quiet", "-nologo",
            $"-p:Configuration={Configuration}", "-p:RunAnalyzers=false", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={Feed}")).Expect(0).Output;
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
            </configuration>
            """);
        await ExtractAsync("PerfHarness.MSBuild", "command");
        await ExtractAsync("dotnet-perfharness.any", "any");
        if (HasPackageOfItsOwn)
        {
            await ExtractAsync("dotnet-perfharness.linux-x64", "linux-x64");
        }

        IsPrecompiled = RuntimeInformation.OSArchitecture == Architecture.X64 && !PackOutput.Contains("packed without native code", StringComparison.Ordinal);
        Tool = HasPackageOfItsOwn ? GetPath("linux-x64", "tools", "net10.0", "linux-x64", "dotnet-perfharness.dll") : PortableTool;
    }

    private Task ExtractAsync(string package, string folder) => ZipFile.ExtractToDirectoryAsync(Path.Combine(Feed, $"{package}.{Version}.nupkg"), GetPath(folder));

    public string GetPath(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>A sample's copy, built once. Its benchmark runs as many rounds as the variable BenchRounds says, usually very few; its tests ask for few samples.</summary>
    internal Task<string> BuiltSample(string sample) => _samples.GetOrAdd(sample, name => new Lazy<Task<string>>(async () =>
    {
        var folder = CopySample(name, $"{name} bench ü");
        var project = Path.Combine(folder, $"{name}.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("Arguments=\"14000\"", "Arguments=\"$(BenchRounds)\"", StringComparison.Ordinal));
        foreach (var source in Directory.EnumerateFiles(folder, "*Tests.cs"))
        {
            File.WriteAllText(source, File.ReadAllText(source).Replace("MinSamples = 1000", "MinSamples = 700, Runs = 5", StringComparison.Ordinal));
        }

        (await DotNet(folder, "build", "-c", "Release", "-v", "quiet", "-nologo")).Expect(0);
        return folder;
    })).Value;

    /// <summary>A sample as a stranger has it: its own folder somewhere, with the packages from a feed.</summary>
    public string CopySample(string sample, string folder)
    {
        var target = Directory.CreateDirectory(GetPath(folder)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Metadata("Sources"), "samples", sample)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    internal Task<ShellRun> DotNet(string folder, params string[] arguments) => ShellRun.RunAsync(folder, Environment, "dotnet", arguments);

    /// <summary>With variables on top; null takes one away.</summary>
    internal Task<ShellRun> DotNetWith(string folder, IEnumerable<(string Name, string? Value)> variables, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(Environment);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return ShellRun.RunAsync(folder, environment, "dotnet", arguments);
    }

    /// <summary>With the sample's slow path, or another variable.</summary>
    internal Task<ShellRun> DotNetWith(string folder, string variable, string? value, params string[] arguments) =>
        ShellRun.RunAsync(folder, new Dictionary<string, string?>(Environment) { [variable] = value }, "dotnet", arguments);

    /// <summary>Files of a package, without what every package has.</summary>
    public IReadOnlyList<string> GetFiles(string name, string extension = "nupkg")
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.{extension}"));
        return [.. archive.Entries.Select(e => e.FullName).Where(f => f is not "[Content_Types].xml" && !f.StartsWith("_rels/", StringComparison.Ordinal) && !f.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public string ReadText(string name, string file)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.nupkg"));
        using var reader = new StreamReader(archive.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_temporary, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string MachinePackages =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Metadata(string key) =>
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
