using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// The file that a probe's image names: what the recorded processes have loaded; a path; a program of PATH; a library that the
/// dynamic linker finds (<c>libc.so.6</c>, or <c>libc</c> for short).
/// </summary>
internal sealed partial class ProbeImageFinder(ProbeContext context, Action<Diagnostic> report)
{
    private static readonly string[] LibraryFolders = ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    /// <exception cref="PerfHarnessException">There is none.</exception>
    public async Task<string> FindAsync(ProbeSpecification specification, CancellationToken cancellation)
    {
        var name = specification.Image;
        if (FindLoaded(name) is { } loaded)
        {
            return loaded;
        }

        var found = FindPath(name);
        if (found is null && !name.Contains('/', StringComparison.Ordinal))
        {
            found = ProgramPath.Find(name, context.SearchPath, context.WorkingDirectory)
                ?? await FindLibraryAsync(name, cancellation).ConfigureAwait(false);
        }

        if (found is not null && context.Pids.Count > 0)
        {
            report(new Diagnostic(
                DiagnosticCodes.ProbeInvalid, Severity.Warning, $"--probe '{specification.Text}': no recorded process has loaded '{found}'.",
                "Its functions are probed once one does; if the file was replaced or renamed, start the process again."));
        }

        return found ?? throw new PerfHarnessException(
            DiagnosticCodes.ProbeInvalid, $"--probe '{specification.Text}': there is no file '{name}'.",
            name.Contains('/', StringComparison.Ordinal)
                ? $"Check the path; a relative one starts in '{Path.GetFullPath(context.WorkingDirectory ?? ".")}'."
                : "It is neither a program of PATH nor a library that the dynamic linker knows (ldconfig -p): give its path.");
    }

    // As the processes see it: they may be in a container, or run what has been replaced on disk since.
    private string? FindLoaded(string name)
    {
        const string Deleted = " (deleted)";
        foreach (var pid in context.Pids)
        {
            var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
            foreach (var line in (ProcFile.Read(process + "/maps") ?? "").Split('\n'))
            {
                var at = line.IndexOf('/', StringComparison.Ordinal);
                var path = at < 0 ? "" : line[at..];
                var isDeleted = path.EndsWith(Deleted, StringComparison.Ordinal);
                path = isDeleted ? path[..^Deleted.Length] : path;
                if (at >= 0 && (path == name || IsNamed(Path.GetFileName(path), name)))
                {
                    var seen = isDeleted ? $"{process}/map_files/{line.Split(' ')[0]}" : GetRoot(process) + path;
                    if (RegularFile.Exists(seen))
                    {
                        return seen;
                    }
                }
            }
        }

        return null;
    }

    // Empty for a process that has the same file system as we.
    private static string GetRoot(string process) =>
        ReadLink(process + "/ns/mnt") == ReadLink("/proc/self/ns/mnt") && ReadLink(process + "/root") == ReadLink("/proc/self/root")
            ? "" : process + "/root";

    private static string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? FindPath(string name)
    {
        foreach (var start in (string?[])[context.WorkingDirectory, "."])
        {
            if (start is not null && Path.GetFullPath(name, Path.GetFullPath(start)) is var path && RegularFile.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private async Task<string?> FindLibraryAsync(string name, CancellationToken cancellation)
    {
        foreach (var folder in (context.LibraryPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindIn(folder, name) is { } path)
            {
                return path;
            }
        }

        var listed = await ListCachedAsync(cancellation).ConfigureAwait(false);
        return listed.FirstOrDefault(library => library.Name == name).Path
            ?? listed.FirstOrDefault(library => IsNamed(library.Name, name)).Path
            ?? LibraryFolders.Select(folder => FindIn(folder, name)).FirstOrDefault(path => path is not null);
    }

    private static string? FindIn(string folder, string name)
    {
        try
        {
            return Directory.EnumerateFiles(folder, name.Replace("*", "", StringComparison.Ordinal) + "*").Order()
                .FirstOrDefault(path => IsNamed(Path.GetFileName(path), name) && RegularFile.Exists(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // "	libc.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libc.so.6": those of this machine's own architecture first.
    private static async Task<IReadOnlyList<(string Name, string Path)>> ListCachedAsync(CancellationToken cancellation)
    {
        var program = ProgramPath.Find("ldconfig", $"{Environment.GetEnvironmentVariable("PATH")}:/sbin:/usr/sbin");
        if (program is null)
        {
            return [];
        }

        var command = Command.Create(program).WithArguments(["-p"]).WithExitCodeCheck(false);
        var result = await command.ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
        var own = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => "x86-64", Architecture.Arm64 => "AArch64", _ => "" };
        return [.. LibraryPattern().Matches(result.StandardOutput)
            .OrderByDescending(match => match.Groups["kind"].Value.Contains(own, StringComparison.OrdinalIgnoreCase))
            .Select(match => (match.Groups["name"].Value, match.Groups["path"].Value.Trim()))];
    }

    // "libc" is libc.so.6, but not libc++.so.1.
    private static bool IsNamed(string file, string name) => file == name || file.StartsWith(name + ".so", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s+(?<name>\S+) \((?<kind>[^)]*)\) => (?<path>.+)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex LibraryPattern();
}
