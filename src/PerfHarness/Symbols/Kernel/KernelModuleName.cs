namespace PerfHarness.Symbols.Kernel;

/// <summary>Names of kernel modules as functions have them: <c>[ext4]</c>, <c>[nf_tables]</c>.</summary>
internal static class KernelModuleName
{
    /// <summary>The kernel itself.</summary>
    public const string Core = "[kernel]";

    /// <summary>From <c>[ext4]</c>, or <c>/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko.xz</c>; null for what is not a module.</summary>
    public static string? TryParse(string path)
    {
        if (path.StartsWith('['))
        {
            return path.EndsWith(']') ? path : null;
        }

        var file = Path.GetFileName(path);
        var end = file.LastIndexOf(".ko", StringComparison.Ordinal);

        // Module names have '_' where their files may have '-'.
        return end > 0 && file[(end + 3)..] is "" or ".xz" or ".gz" or ".zst" ? $"[{file[..end].Replace('-', '_')}]" : null;
    }
}
