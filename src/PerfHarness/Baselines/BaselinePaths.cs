using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Baselines;

/// <summary>Where <see cref="FileBaselineStore"/> keeps what, and which key a file's name represents.</summary>
internal sealed class BaselinePaths(string directory)
{
    public const string TemporaryExtension = ".tmp";
    public const string StacksExtension = ".pb.gz";
    private const string Extension = ".baseline";
    private const int HashLength = 12;

    /// <summary>A folder that belongs to a folder of baselines and is not for version control: beside it where it is named so, else in it.</summary>
    public static string GetCompanion(string directory, string name)
    {
        var full = Path.GetFullPath(directory).TrimEnd('/');
        return Path.GetFileName(full) == "baselines" ? Path.Combine(Path.GetDirectoryName(full)!, name) : Path.Combine(full, "." + name);
    }

    public string GetFolder(BaselineKey key) => Path.Combine(directory, StoreFileName.Encode(key.Bench));

    public string GetPath(BaselineKey key) => Path.Combine(GetFolder(key), GetStem(key) + Extension);

    public string GetStacksPath(BaselineKey key, string hash) =>
        Path.Combine(GetFolder(key), $"{GetStem(key)}.{hash[..Math.Min(HashLength, hash.Length)]}{StacksExtension}");

    /// <summary>Whether the file is stacks of the key, whatever their content.</summary>
    public static bool IsStacksOf(BaselineKey key, string path)
    {
        var (name, stem) = (Path.GetFileName(path), GetStem(key));
        return name.Length == stem.Length + 1 + HashLength + StacksExtension.Length && name.StartsWith(stem + ".", StringComparison.Ordinal);
    }

    /// <summary>The key according to the file's name, for a file whose content cannot be read.</summary>
    public static BaselineKey ParseKey(string path)
    {
        var stem = Path.GetFileName(path)[..^Extension.Length];
        var pin = stem.IndexOf('@', StringComparison.Ordinal);
        return new BaselineKey(
            StoreFileName.Decode(Path.GetFileName(Path.GetDirectoryName(path)!)),
            StoreFileName.Decode(pin < 0 ? stem : stem[..pin]),
            pin < 0 ? null : StoreFileName.Decode(stem[(pin + 1)..]));
    }

    /// <summary>Baseline files of the benchmark, or of all.</summary>
    public IEnumerable<string> Find(string? bench)
    {
        var folders = bench is null ? ListEntries(directory, Directory.GetDirectories) : [Path.Combine(directory, StoreFileName.Encode(bench))];
        // Temporary files begin with a dot.
        return folders.SelectMany(folder => ListEntries(folder, f => Directory.GetFiles(f, "*" + Extension)))
            .Where(path => !Path.GetFileName(path).StartsWith('.'));
    }

    private static string GetStem(BaselineKey key) =>
        key.Pin is null ? StoreFileName.Encode(key.Fingerprint) : $"{StoreFileName.Encode(key.Fingerprint)}@{StoreFileName.Encode(key.Pin)}";

    // A folder that does not exist, or that is removed meanwhile, has no entries.
    private static string[] ListEntries(string folder, Func<string, string[]> getEntries)
    {
        try
        {
            return getEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot list '{folder}': {e.Message}", null, folder, e);
        }
    }
}
