using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>
/// Where a program that does not always do the same work (one that runs for a given time, as many benchmarks do) says how
/// many operations it did: it writes the number to the file that an environment variable names. Totals are then judged per
/// operation.
/// </summary>
internal static class OperationsFile
{
    public const string Variable = "PERFHARNESS_OPERATIONS";

    private const int MaxLength = 64;

    public static string GetPath(RecordingFolder folder) => Path.Combine(folder.Path, "operations");

    /// <summary>The number, or null if the program did not write one.</summary>
    public static long? Read(RecordingFolder folder, List<Diagnostic> diagnostics)
    {
        try
        {
            using var file = File.OpenRead(GetPath(folder));
            var bytes = new byte[MaxLength];
            var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var operations) && operations > 0)
            {
                return operations;
            }

            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.InvalidOperations, Severity.Warning,
                $"the program wrote '{SafeText.ToSingleLine(text)}' as its number of operations, which is not a positive number.",
                $"Write only the number to the file that {Variable} names."));
        }
        catch (FileNotFoundException)
        {
            // Most programs do the same work in every run.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.InvalidOperations, Severity.Warning, $"the number of operations cannot be read: {e.Message}"));
        }

        return null;
    }
}
