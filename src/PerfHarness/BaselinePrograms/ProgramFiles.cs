using System.Security.Cryptography;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>
/// The files of a program on the disk. Of a managed program they are all files of its folder, which is its publish or output
/// folder; of any other program the file itself and the libraries beside it.
/// </summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Main">Relative to the folder.</param>
/// <param name="Paths">The same, in ordinal order.</param>
internal sealed record ProgramFiles(string Folder, string Main, IReadOnlyList<string> Paths)
{
    /// <summary>Maximum size of a program that is hashed or kept, in bytes.</summary>
    public const long MaxLength = 512L << 20;

    private const int MaxFiles = 5000;

    // What is written when a benchmark is run or tested in its own folder.
    private static readonly HashSet<string> OtherFolders = new(StringComparer.Ordinal)
        { "perfharness", "artifacts", "obj", "TestResults", "publish" };

    /// <summary>Null if the command has no files of its own, or too many to be a program.</summary>
    /// <exception cref="PerfHarnessException">The folder cannot be read (PH1012).</exception>
    public static ProgramFiles? Find(CommandTarget command)
    {
        if (MainFile.Find(command) is not { } main)
        {
            return null;
        }

        var (folder, name) = (Path.GetDirectoryName(main.Path)!, Path.GetFileName(main.Path));
        try
        {
            var paths = Enumerate(folder, name, main.Path).Take(MaxFiles + 1).ToList();
            var length = paths.Sum(path => new FileInfo(Path.Combine(folder, path)).Length);
            return paths.Count > MaxFiles || length > MaxLength ? null : new ProgramFiles(folder, name, [.. paths.Order(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CreateError(folder, e);
        }
    }

    /// <exception cref="PerfHarnessException">A file cannot be read (PH1012).</exception>
    public ProgramManifest CreateManifest() => new(Main, [.. Paths.Select(CreateFile)]);

    private static IEnumerable<string> Enumerate(string folder, string main, string path)
    {
        var stem = Path.GetFileNameWithoutExtension(main);
        if (File.Exists(Path.Combine(folder, stem + ".runtimeconfig.json")) || File.Exists(Path.Combine(folder, main + ".runtimeconfig.json")))
        {
            return EnumerateAll(folder, "");
        }

        var extension = Path.GetExtension(main);
        return Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file))
            .Where(name => name == main
                || (extension is ".jar" or ".dll" && Path.GetExtension(name) == extension)
                || name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)
                || name == main + ".dbg" || name == main + ".debug")
            .Where(name => File.Exists(Path.Combine(folder, name)));
    }

    // Debug files for managed code are large and change no profile.
    private static IEnumerable<string> EnumerateAll(string folder, string prefix)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var name = prefix + entry.Name;
            if (entry is FileInfo { Exists: true } && entry.Extension != ".pdb")
            {
                yield return name;
            }
            else if (entry is DirectoryInfo { LinkTarget: null } && entry.Name[0] != '.' && !OtherFolders.Contains(entry.Name))
            {
                foreach (var path in EnumerateAll(entry.FullName, name + "/"))
                {
                    yield return path;
                }
            }
        }
    }

    private static PerfHarnessException CreateError(string path, Exception e) =>
        new(DiagnosticCodes.UnreadableFile, $"cannot read the program's file '{path}': {e.Message}", null, path, e);

    private ProgramFile CreateFile(string path)
    {
        var full = Path.Combine(Folder, path);
        try
        {
            using var stream = File.OpenRead(full);
            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new ProgramFile(path, hash, stream.Length, Processes.ProgramPath.IsExecutable(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CreateError(full, e);
        }
    }
}
