using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>
/// Folders with PDBs and assemblies, searched recursively by file name. They are listed once, on first use.
/// Thread-safe.
/// </summary>
internal sealed class SymbolFolders
{
    private const int MaxFiles = 200_000;
    private const int MaxDepth = 16;

    private readonly Lazy<ILookup<string, string>> _files;

    public SymbolFolders(IEnumerable<string> folders, DiagnosticBag diagnostics)
    {
        string[] kept = [.. folders];
        _files = new Lazy<ILookup<string, string>>(() => ListFiles(kept, diagnostics));
    }

    /// <summary>Paths of the files of that name, in a stable order.</summary>
    public IEnumerable<string> Find(string fileName) => _files.Value[fileName];

    private static ILookup<string, string> ListFiles(string[] folders, DiagnosticBag diagnostics)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MaxDepth,
            IgnoreInaccessible = true,
            MatchType = MatchType.Simple,
            AttributesToSkip = FileAttributes.None,
        };
        var found = new List<string>();
        foreach (var folder in folders)
        {
            try
            {
                found.AddRange(Directory.EnumerateFiles(folder, "*",
                    options).Where(IsSymbolFile).Take(MaxFiles - found.Count).Order(StringComparer.Ordinal));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Warn(DiagnosticCodes.SymbolFileMissing, $"the symbol folder '{folder}' cannot be searched: {e.Message}", file: folder);
            }
        }

        return found.ToLookup(path => Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsSymbolFile(string path) =>
        path.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
}
