using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>check --counts</c>: the test alone.</summary>
internal static class CountsCheck
{
    public static int Run(string file, double tau, double alpha, Terminal terminal)
    {
        var (cases, isList) = CountsFile.Read(Read(file), file == "-" ? "standard input" : file);
        terminal.Output.Flush();
        CountsFile.Write(cases, isList, terminal.OutputStream, tau, alpha);
        terminal.OutputStream.Write("\n"u8);
        var (failing, open) = CountsFile.Summarize(cases, tau, alpha);
        return failing > 0 ? ExitCode.Regression : open > 0 ? ExitCode.Inconclusive : ExitCode.Success;
    }

    private static byte[] Read(string file)
    {
        try
        {
            if (file != "-")
            {
                return File.ReadAllBytes(file);
            }

            using var input = Console.OpenStandardInput();
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{file}': {e.Message}", null, file, e);
        }
    }
}
