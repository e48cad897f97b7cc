using System.Text;

namespace PerfHarness.Reports;

/// <summary>
/// A script or style sheet of ours that a report carries. The source is written to be read; what is shipped in each report
/// is without indentation, blank lines and comments that have a line of their own.
/// </summary>
internal static class ReportAsset
{
    public static string Load(string name)
    {
        using var stream = typeof(ReportAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The report asset {name} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && !line.StartsWith("// ", StringComparison.Ordinal) && !(line.StartsWith("/*", StringComparison.Ordinal) && line.EndsWith("*/", StringComparison.Ordinal)))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
