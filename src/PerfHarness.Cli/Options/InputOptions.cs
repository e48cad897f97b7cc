using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Options;

/// <summary>The profiles that a verb reads, and the sources of their symbols.</summary>
internal sealed class InputOptions(string jitOption = "--jit")
{
    private readonly Argument<string[]> _inputs = new("input")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "perf.data, text of 'perf script', folded stacks or pprof, detected by content; '-' is standard input. "
            + "Several inputs become runs of one profile.",
    };

    private readonly SymbolOptions _symbols = new(jitOption);

    public void AddTo(Command command)
    {
        command.Add(_inputs);
        _symbols.AddTo(command);
    }

    public ImportOptions CreateImportOptions(ParseResult parsed) => _symbols.CreateOptions(parsed);

    /// <summary>Reads all inputs.</summary>
    /// <param name="adjust">Adds what the verb needs the import to keep.</param>
    public Profile Read(ParseResult parsed, Func<ImportOptions, ImportOptions>? adjust = null)
    {
        var options = _symbols.CreateOptions(parsed);
        return Read(GetPaths(parsed), adjust is null ? options : adjust(options));
    }

    public static Profile Read(IEnumerable<string> paths, ImportOptions options) => ProfileImporter.Load(paths, options);

    private IReadOnlyList<string> GetPaths(ParseResult parsed)
    {
        var paths = parsed.GetValue(_inputs);
        if (paths is { Length: > 0 })
        {
            // A pattern such as perf.data.* also matches the folders with the recordings' maps.
            return [.. paths.Where(path => !IsMapFolder(path, paths))];
        }

        // As perf does: a pipe is read, otherwise the default output file of perf record.
        if (IsStandardInputGiven())
        {
            return ["-"];
        }

        return File.Exists("perf.data") ? ["perf.data"] : throw new PerfHarnessException(
            DiagnosticCodes.UsageError,
            "no input was given.",
            "Give a profile, or '-' for standard input; the default is perf.data in the current folder.");
    }

    private static bool IsMapFolder(string path, string[] paths) =>
        path.EndsWith(PerfDataImporter.MapsExtension, StringComparison.Ordinal)
        && paths.Contains(path[..^PerfDataImporter.MapsExtension.Length], StringComparer.Ordinal) && Directory.Exists(path);

    private static bool IsStandardInputGiven()
    {
        if (!Console.IsInputRedirected)
        {
            return false;
        }

        var target = new FileInfo("/proc/self/fd/0").LinkTarget;
        return target is not null && !target.StartsWith("/dev/", StringComparison.Ordinal);
    }
}
