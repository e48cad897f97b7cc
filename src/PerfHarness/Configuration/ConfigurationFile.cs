using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <summary>
/// <c>perfharness.json</c>: the benchmarks of a repository and how they are judged. Paths in it are relative to its
/// folder. Comments and trailing commas are allowed; unknown settings are errors with their position.
/// </summary>
internal sealed record ConfigurationFile
{
    public const string FileName = "perfharness.json";

    /// <summary>How to provide a benchmark if there is neither a command nor one in the file.</summary>
    internal const string BenchRemedy =
        $"Put a command at the end, as in: -- ./bench --iterations 200; or create a {FileName} with: dotnet perfharness init";

    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Output folder, gate and limits for all benchmarks.</summary>
    public HarnessOptions Options { get; init; } = new();

    public string BaselineDirectory { get; init; } = HarnessOptions.DefaultBaselineDirectory;

    /// <summary>Benchmarks in the order of the file; those of a pattern in ordinal order of their paths.</summary>
    public required IReadOnlyList<ConfiguredBench> Benches { get; init; }

    /// <summary>The file in the folder or its nearest parent folder, not beyond the repository; null if there is none.</summary>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = System.IO.Path.Combine(at.FullName, FileName);
            if (File.Exists(path))
            {
                return path;
            }

            if (System.IO.Path.Exists(System.IO.Path.Combine(at.FullName, ".git")))
            {
                return null;
            }
        }

        return null;
    }

    /// <exception cref="PerfHarnessException">It cannot be read, or a setting is invalid: the diagnostic has line and column.</exception>
    public static ConfigurationFile Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }

        return Parse(bytes, path);
    }

    /// <param name="path">Path of the text, for messages and for the paths in it, which are relative to its folder.</param>
    public static ConfigurationFile Parse(byte[] utf8, string path)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return new ConfigurationReader(path).Read(ConfigurationParser.Parse(utf8, path));
    }

    /// <summary>The policy of the benchmark with this name, or the one for all.</summary>
    internal GatePolicy GetPolicy(string? bench) => Benches.FirstOrDefault(b => b.Bench.Name == bench)?.Policy ?? Options.Policy;

    /// <summary>The benchmarks whose names match one of the patterns; all if there are no patterns.</summary>
    /// <exception cref="PerfHarnessException">There are no benchmarks, or none matches.</exception>
    internal IReadOnlyList<ConfiguredBench> SelectBenches(IReadOnlyList<string> patterns)
    {
        if (Benches.Count == 0)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, $"no command was given, and '{Path}' has no benchmarks.", BenchRemedy);
        }

        var globs = patterns.Select(text => new FunctionPattern(text)).ToList();
        var selected = Benches.Where(b => globs.Count == 0 || globs.Exists(glob => glob.Matches(new FunctionName("", b.Bench.Name)))).ToList();
        return selected.Count > 0 ? selected : throw new PerfHarnessException(
            DiagnosticCodes.UnknownBench,
            $"no benchmark in '{Path}' matches '{string.Join("' or '", patterns)}'.",
            $"Available: {string.Join(", ", Benches.Select(b => b.Bench.Name))}.");
    }
}
