using System.Security.Cryptography;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>
/// Programs that are kept with baselines, by the content of their files. The folder is not for version control: CI caches
/// carry it. What is in it is trusted only as far as the manifest in the baseline vouches for it: a file with another hash is
/// never started.
/// <code>
///   perfharness/programs/
///     .gitignore
///     3f/3f2ab…      a file, named by its SHA-256
/// </code>
/// </summary>
/// <param name="directory">Created when something is kept.</param>
internal sealed class ProgramStore(string directory)
{
    // A file without a baseline may belong to one that is being accepted.
    private static readonly TimeSpan MinimumAge = TimeSpan.FromHours(1);

    private const UnixFileMode ReadOnlyMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ExecutableMode = ReadOnlyMode | UnixFileMode.UserExecute;

    public string Folder => directory;

    /// <summary>Where the programs of a folder of baselines are.</summary>
    public static ProgramStore Of(string baselineDirectory) => new(BaselinePaths.GetCompanion(baselineDirectory, "programs"));

    /// <summary>Copies the program's files into the store.</summary>
    /// <param name="manifest">What they were when they were recorded.</param>
    /// <exception cref="PerfHarnessException">A file has changed since (PH2015), or the store cannot be written.</exception>
    public void Keep(ProgramFiles files, ProgramManifest manifest)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var ignore = Path.Combine(directory, ".gitignore");
            if (!File.Exists(ignore))
            {
                AtomicFile.Write(ignore, static stream => stream.Write("# Kept programs: for caches, not for version control.\n*\n"u8));
            }

            foreach (var file in manifest.Files)
            {
                KeepFile(Path.Combine(files.Folder, file.Path), file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"cannot keep the program in '{directory}': {e.Message}", null, directory, e);
        }
    }

    /// <summary>Whether all files are here, whatever their content.</summary>
    public bool Has(ProgramManifest manifest) => manifest.Files.All(f => File.Exists(GetPath(f.Hash)));

    /// <summary>Copies the program to a private folder, where it can be started; its content is checked on the way.</summary>
    /// <exception cref="PerfHarnessException">A file is missing, or has another content than the manifest says (PH2015).</exception>
    public void CopyTo(ProgramManifest manifest, string folder)
    {
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                using var source = File.OpenRead(GetPath(file.Hash));
                using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                if (Copy(source, target) != file.Hash)
                {
                    throw new PerfHarnessException(
                        DiagnosticCodes.ProgramChanged,
                        $"the kept file '{GetPath(file.Hash)}' ({file.Path}) was changed: "
                        + "its content does not match the baseline. It is not started.",
                        $"Delete '{directory}', and accept a new baseline with --keep-program.",
                        GetPath(file.Hash));
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.ProgramUnavailable,
                        $"the kept file '{file.Path}' is not in '{directory}'.", "Restore the folder from CI's cache.");
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, file.IsExecutable ? ExecutableMode : ReadOnlyMode);
            }
        }
    }

    /// <summary>Removes files that no baseline names any more.</summary>
    /// <param name="kept">The programs of all baselines.</param>
    public void Sweep(IEnumerable<ProgramManifest> kept)
    {
        var hashes = kept.SelectMany(m => m.Files).Select(f => f.Hash).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories) : [])
        {
            var name = Path.GetFileName(path);
            var isOurs = ProgramManifest.IsHash(name) || name.EndsWith(".tmp", StringComparison.Ordinal);
            if (isOurs && !hashes.Contains(name) && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > MinimumAge)
            {
                File.Delete(path);
            }
        }
    }

    private static string Copy(Stream source, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string GetPath(string hash) => Path.Combine(directory, hash[..2], hash);

    private void KeepFile(string from, ProgramFile file)
    {
        var path = GetPath(file.Hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // What is there may be damaged: it is written again.
        AtomicFile.Write(path, target =>
        {
            using var source = File.OpenRead(from);
            if (Copy(source, target) != file.Hash)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.ProgramChanged,
                    $"'{from}' has changed since it was recorded, so it is not the baseline's program.",
                    "Record it again, and accept that.",
                    from);
            }
        });
    }
}
