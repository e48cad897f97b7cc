using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Runs;

/// <summary>The output folder of a benchmark. A file exists completely or not at all, even if another process writes it at the same time.</summary>
internal sealed class OutputFolder
{
    private readonly List<string> _files = [];

    public OutputFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>What was written through this object, in order.</summary>
    public IReadOnlyList<string> Files => _files;

    public static string GetPath(HarnessOptions options, Bench bench)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bench);
        return System.IO.Path.Combine(options.OutputDirectory, GetFolderName(bench.Name));
    }

    /// <summary>The name with everything that a path could misread written as <c>_</c>.</summary>
    public static string GetFolderName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            text.Append(char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c);
        }

        var result = text.ToString().Trim();
        return result is "" or "." or ".." ? "bench" : result.Length > 120 ? result[..120] : result;
    }

    /// <summary>Creates the folder, and finds out whether files can be written there: work whose results have no place must not begin.</summary>
    /// <exception cref="PerfHarnessException">They cannot.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = System.IO.Path.Combine(path, $".{Guid.NewGuid():N}.tmp");
            using var stream = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write to the folder '{path}': {e.Message}", null, path, e);
        }
    }

    /// <exception cref="PerfHarnessException">It cannot be written.</exception>
    public string Write(string name, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = System.IO.Path.Combine(Path, name);
        try
        {
            Directory.CreateDirectory(Path);
            AtomicFile.Write(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", null, path, e);
        }

        _files.Add(path);
        return path;
    }
}
