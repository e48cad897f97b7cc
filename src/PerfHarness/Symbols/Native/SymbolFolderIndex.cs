using System.IO.Enumeration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Native;

/// <summary>The ELF files below the symbol folders by build id. Every file is opened once, for its first bytes.</summary>
internal sealed class SymbolFolderIndex
{
    // A symbol folder holds thousands of files at most; a user who passes / must not wait for hours.
    private const int MaxFiles = 200_000;

    private readonly Dictionary<string, List<string>> _byId = [];

    /// <summary>Paths of the build id, files with debug information or a symbol table first.</summary>
    public IReadOnlyList<string> Find(BuildId id)
    {
        if (_byId.TryGetValue(Key(id), out var paths))
        {
            return paths;
        }

        return [];
    }

    public static SymbolFolderIndex Build(IReadOnlyList<string> folders)
    {
        var index = new SymbolFolderIndex();
        foreach (var path in folders.Where(Directory.Exists).SelectMany(Files).Take(MaxFiles).Order(StringComparer.Ordinal))
        {
            index.Add(path);
        }

        return index;
    }

    /// <summary>
    /// The files below a folder. Links to files are followed, since .build-id folders are made of them; links to folders
    /// are not, since one that leads upwards makes a tree without end.
    /// </summary>
    internal static IEnumerable<string> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 32,
            AttributesToSkip = 0 };
        return new FileSystemEnumerable<string>(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
    }

    private void Add(string path)
    {
        if (!RegularFile.Exists(path))
        {
            return;
        }

        try
        {
            Span<byte> magic = stackalloc byte[4];
            using (var handle = File.OpenHandle(path))
            {
                if (RandomAccess.Read(handle, magic, 0) < 4 || !magic.SequenceEqual("\u007fELF"u8))
                {
                    return;
                }
            }

            using var file = ElfFile.Open(path);
            if (file.BuildId is not { } id)
            {
                return;
            }

            if (!_byId.TryGetValue(Key(id), out var paths))
            {
                _byId.Add(Key(id), paths = []);
            }

            var hasSymbols = file.FindSection(SectionType.SymbolTable) is not null || file.FindSection(".debug_info") is not null;
            paths.Insert(hasSymbols ? 0 : paths.Count, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            // A folder may hold anything; what is not a readable ELF file has no symbols.
        }
    }

    // Padding zeros do not count (BuildId.Matches).
    private static string Key(BuildId id) => id.Hex.TrimEnd('0');
}
