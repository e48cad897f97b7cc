using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Cli.Options;

/// <summary><c>-o</c>: a file, or standard output.</summary>
/// <param name="description">Another one where the file's name decides its format.</param>
internal sealed class OutputFileOption(string description = "Output file. Default: standard output, also '-'.")
{
    private readonly Option<string?> _path = new("--output", "-o")
    {
        HelpName = "file",
        Description = description,
    };

    public Option<string?> Option => _path;

    public void AddTo(Command command) => command.Add(_path);

    public string? GetPath(ParseResult parsed) => parsed.GetValue(_path) is { } path && path != "-" ? path : null;

    /// <summary>Makes sure before the work that the file can be written after it; see <see cref="Prepare(string?)"/>.</summary>
    public void Prepare(ParseResult parsed) => Prepare(GetPath(parsed));

    /// <summary>
    /// Creates the file's folder, and finds out whether the file can be written: work whose result has no place must not begin.
    /// Nothing is changed in a file that exists.
    /// </summary>
    /// <param name="path">Null and <c>-</c> are standard output.</param>
    /// <exception cref="PerfHarnessException">It cannot be written.</exception>
    public static void Prepare(string? path)
    {
        if (path is null or "-")
        {
            return;
        }

        if (path.Length == 0 || path.EndsWith('/') || Directory.Exists(path))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable,
                    $"cannot write '{path}': it is {(path.Length == 0 ? "empty" : "a folder")}.", "Give the name of a file.");
        }

        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var file = new FileInfo(path);
            var isNew = !file.Exists && file.LinkTarget is null;
            // Opening a FIFO would wait for its reader, who may see an end of file.
            if (isNew || RegularFile.Exists(path))
            {
                using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            }

            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CreateException(path, e);
        }
    }

    /// <summary>Writes to the file, or to standard output if no file is given.</summary>
    public void Write(ParseResult parsed, Terminal terminal, Action<Stream> write) => Write(GetPath(parsed), terminal, write);

    public static void Write(string? path, Terminal terminal, Action<Stream> write)
    {
        if (path is null)
        {
            terminal.Output.Flush();
            write(terminal.OutputStream);
            return;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CreateException(path, e);
        }
    }

    private static PerfHarnessException CreateException(string path, Exception e) =>
        new(DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", null, path, e);
}
