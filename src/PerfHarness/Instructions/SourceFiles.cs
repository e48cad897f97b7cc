namespace PerfHarness.Instructions;

/// <summary>Text of source lines. Debug information may name a file of another machine, or one that is not text: then there is none.</summary>
internal sealed class SourceFiles
{
    private const int MaxFileBytes = 16 << 20;
    private const int MaxLength = 160;
    private const int MaxFiles = 256;

    private readonly Dictionary<string, string[]> _files = [];

    /// <summary>The line without indentation by tabs and without blanks at its end; empty where it cannot be read.</summary>
    /// <param name="line">1-based.</param>
    public string GetLine(string? file, int line)
    {
        if (file is null || line < 1)
        {
            return "";
        }

        if (!_files.TryGetValue(file, out var lines))
        {
            lines = _files.Count < MaxFiles ? Read(file) : [];
            _files.Add(file, lines);
        }

        var text = line <= lines.Length ? lines[line - 1].Replace("\t", "    ", StringComparison.Ordinal).TrimEnd() : "";
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    private static string[] Read(string path)
    {
        try
        {
            return Path.IsPathRooted(path) && Formats.IO.RegularFile.Exists(path) && new FileInfo(path).Length < MaxFileBytes
                ? File.ReadAllLines(path)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
