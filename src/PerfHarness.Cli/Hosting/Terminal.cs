using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Hosting;

/// <summary>
/// The three streams. Standard output carries what was asked for and nothing else; progress and diagnostics go to
/// standard error. When nobody reads a stream any more (<c>| head</c>) what is written to it is dropped without a word.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private Stream? _outputStream;
    private StreamWriter? _output;
    private StreamWriter? _error;

    /// <summary>Standard output for bulk writers, which buffer themselves.</summary>
    public Stream OutputStream => _outputStream ??= Console.OpenStandardOutput();

    public TextWriter Output => _output ??= new StreamWriter(OutputStream, Utf8, 1 << 15) { NewLine = "\n" };

    public TextWriter Error => _error ??= new StreamWriter(Console.OpenStandardError(), Utf8, 1 << 12) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Output goes to a terminal that may be drawn on.</summary>
    public bool IsOutputTerminal { get; } = !Console.IsOutputRedirected && !IsDumb;

    public bool IsErrorTerminal { get; } = !Console.IsErrorRedirected && !IsDumb;

    /// <summary>NO_COLOR (no-color.org): present and not empty.</summary>
    public static bool CanUseColors => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    /// <summary>One diagnostic in canonical form on standard error; a file below the current folder by its relative path.</summary>
    public void Report(Diagnostic diagnostic) => Error.WriteLine((diagnostic with { File = ToRelativePath(diagnostic.File) }).ToString());

    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Report(diagnostic);
        }
    }

    private static string? ToRelativePath(string? file)
    {
        var folder = Environment.CurrentDirectory + "/";
        return file is not null && file.Length > folder.Length && file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file;
    }

    public void Dispose()
    {
        _output?.Flush();
        _error?.Flush();
    }
}
