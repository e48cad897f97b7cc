using System.Globalization;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;
using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <summary>Creates a <see cref="ConfigurationFile"/> from nodes.</summary>
internal sealed class ConfigurationReader(string path)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";

    public ConfigurationFile Read(ConfigurationNode node)
    {
        var root = new ObjectReader(node, path, "the configuration");
        _ = root.ReadString("$schema");
        var defaults = root.ReadObject("defaults");
        var settings = BenchSettings.Read(defaults ?? CreateEmptyReader("'defaults'"));
        defaults?.ThrowIfUnknown();
        var policy = GateSettingsReader.Read(root.ReadObject("gate") ?? CreateEmptyReader("'gate'"), GatePolicy.Default);
        var options = new HarnessOptions
        {
            OutputDirectory = ResolvePath(root.ReadString("outputDirectory") ?? HarnessOptions.DefaultOutputDirectory),
            MaximumRuns = root.ReadInteger("maxRuns", 1, 1000),
            TimeBudget = root.ReadSeconds("timeBudget"),
            RequireBaseline = root.ReadBoolean("requireBaseline") ?? false,
            Confirms = root.ReadBoolean("confirm") ?? true,
            Learns = root.ReadBoolean("learn") ?? false,
            Policy = policy,
        };
        var baselines = ResolvePath(root.ReadString("baselineDirectory") ?? HarnessOptions.DefaultBaselineDirectory);
        var benches = new List<ConfiguredBench>();
        foreach (var item in root.ReadList("benches"))
        {
            benches.AddRange(ReadBench(item, settings, policy));
        }

        root.ThrowIfUnknown();
        var duplicate = benches.GroupBy(b => b.Bench.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return duplicate is null
            ? new ConfigurationFile { Path = path, Options = options, BaselineDirectory = baselines, Benches = benches }
            : throw root.CreateError(node, $"several benchmarks are named '{duplicate}'.", "Give each a unique 'name'.");
    }

    private IEnumerable<ConfiguredBench> ReadBench(ConfigurationNode node, BenchSettings defaults, GatePolicy defaultPolicy)
    {
        var reader = new ObjectReader(node, path, "a benchmark");
        var name = reader.ReadString("name");
        var command = reader.ReadStrings("command");
        var include = reader.ReadStrings("include");
        var exclude = reader.ReadStrings("exclude") ?? [];
        var arguments = reader.ReadStrings("arguments") ?? [];
        var baseline = reader.ReadStrings("baselineCommand");
        var settings = BenchSettings.Read(reader);
        var load = ServerLoadReader.Read(reader, _folder);
        var gate = reader.ReadObject("gate");
        reader.ThrowIfUnknown();
        var policy = gate is null ? defaultPolicy : GateSettingsReader.Read(gate, defaultPolicy);
        if (command is { Count: > 0 } == include is { Count: > 0 })
        {
            throw reader.CreateError(
                node,
                "a benchmark needs either 'command' or 'include'.",
                "'command' is a program with arguments; 'include' is a list of patterns for programs.");
        }

        var commands = command is { Count: > 0 }
            ? [new CommandTarget(command[0], [.. command.Skip(1), .. arguments])]
            : FindPrograms(include!, exclude).Select(program => CreateTarget(program, arguments)).ToList();
        if (commands.Count == 0)
        {
            throw reader.CreateError(
                reader.Get("include")!, $"no file matches '{string.Join("', '", include!)}'.", "Build the benchmarks first, or correct the pattern.");
        }

        if (name is not null && commands.Count > 1)
        {
            throw reader.CreateError(
                reader.Get("name")!,
                string.Create(CultureInfo.InvariantCulture, $"the pattern matches {commands.Count} programs, which cannot share one name."),
                "Omit 'name': each benchmark is then named after its program.");
        }

        foreach (var target in commands)
        {
            var bench = new Bench
            {
                Name = name ?? Bench.GetDefaultName(target),
                Command = target with { WorkingDirectory = _folder, Load = load },
            };
            bench = settings.Apply(defaults.Apply(bench, _folder), _folder);
            if (baseline is { Count: > 0 })
            {
                bench = bench with { BaselineCommand = bench.Command with { Program = baseline[0], Arguments = [.. baseline.Skip(1)] } };
            }

            yield return new ConfiguredBench(bench, policy);
        }
    }

    private List<string> FindPrograms(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(include);
        matcher.AddExcludePatterns(exclude);
        return [.. matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(_folder))).Files
            .Select(file => Path.Combine(_folder, file.Path)).Where(IsProgram).Order(StringComparer.Ordinal)];
    }

    // bin/**/Bench* also matches Bench.pdb and Bench.deps.json; if there is an apphost, it is the program, not the DLL.
    private static bool IsProgram(string file)
    {
        if (file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return File.Exists(Path.ChangeExtension(file, ".runtimeconfig.json")) && !File.Exists(file[..^4]);
        }

        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Executable) != 0;
    }

    private static CommandTarget CreateTarget(string program, IReadOnlyList<string> arguments) =>
        program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new CommandTarget("dotnet", [program, .. arguments])
            : new CommandTarget(program, arguments);

    // Relative to the current folder if it is below, as users would write it.
    private string ResolvePath(string text)
    {
        var full = Path.GetFullPath(text, _folder);
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), full);
        return relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
    }

    private ObjectReader CreateEmptyReader(string what) => new(new ConfigurationNode(System.Text.Json.JsonValueKind.Object, "", 1, 1), path, what);
}
