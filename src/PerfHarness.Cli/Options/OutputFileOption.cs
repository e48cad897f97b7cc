using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Options;

/// <summary><c>-o</c>: a file, or standard output.</summary>
internal sealed class OutputFileOption
{
    private readonly Option<string?> _path = new("--output", "-o")
    {
        HelpName = "file",
        Description = "Output file. Default: standard output, also '-'.",
    };

    public void AddTo(Command command) => command.Add(_path);

    public string? GetPath(ParseResult parsed) => parsed.GetValue(_path) is { } path && path != "-" ? path : null;

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
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", null, path, e);
        }
    }
}
