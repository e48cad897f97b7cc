namespace PerfHarness.Formats.Dwarf;

/// <summary>The files of a line table. Paths are composed on first use.</summary>
/// <param name="folder">Compilation folder of the unit.</param>
/// <param name="firstFile">Index of the first file: 1 up to version 4, else 0.</param>
internal sealed class LineFileTable(string? folder, List<string> folders, List<(string Name, ulong Folder)> files, int firstFile)
{
    private const int MaxPath = 1 << 16;

    private readonly string?[] _paths = new string?[files.Count];

    public string? GetPath(int index)
    {
        index -= firstFile;
        if (index < 0 || index >= files.Count)
        {
            return null;
        }

        return _paths[index] ??= Join(files[index].Name, files[index].Folder);
    }

    private string Join(string name, ulong folderIndex)
    {
        if (name.StartsWith('/'))
        {
            return name;
        }

        // Up to version 4 folder 0 is the compilation folder and the table counts from 1; from 5 on it counts from 0.
        var at = firstFile == 1 ? folderIndex - 1 : folderIndex;
        var parent = at < (ulong)folders.Count ? folders[(int)at] : "";
        var path = parent.Length > 0 ? $"{parent}/{name}" : name;
        path = path.StartsWith('/') || string.IsNullOrEmpty(folder) ? path : $"{folder}/{path}";
        return path.Length <= MaxPath ? path : name;
    }
}
