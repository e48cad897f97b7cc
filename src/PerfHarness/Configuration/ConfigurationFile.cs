using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <summary>
/// <c>perfharness.json</c>: the benchmarks of a repository and how they are judged. Paths in it are relative to its
/// folder. Comments and trailing commas are allowed; what nobody knows is refused with its place.
/// </summary>
internal sealed record ConfigurationFile
{
    public const string FileName = "perfharness.json";

    /// <summary>Of the file itself.</summary>
    public required string Path { get; init; }

    /// <summary>Output folder, gate and limits for all benchmarks.</summary>
    public HarnessOptions Options { get; init; } = new();

    public string BaselineDirectory { get; init; } = HarnessOptions.DefaultBaselineDirectory;

    /// <summary>In the order of the file; those of a pattern in ordinal order of their paths.</summary>
    public required IReadOnlyList<ConfiguredBench> Benches { get; init; }

    /// <summary>The file in the folder or the nearest one above it, not beyond the repository; null where there is none.</summary>
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

    /// <exception cref="PerfHarnessException">It cannot be read, or something in it makes no sense: the diagnostic has line and column.</exception>
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

    /// <param name="path">Where the text stands, or would stand: for messages, and to know what its paths are relative to.</param>
    public static ConfigurationFile Parse(byte[] utf8, string path)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return new ConfigurationReader(path).Read(ConfigurationParser.Parse(utf8, path));
    }
}
