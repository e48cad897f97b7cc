namespace PerfHarness.Processes;

/// <summary>Reads small files of <c>/proc</c> and <c>/sys</c>, which may vanish or be forbidden at any moment.</summary>
internal static class ProcFile
{
    /// <summary>The text, or null if it cannot be read: no such process, no permission, not on this kernel.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
