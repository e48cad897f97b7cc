using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Kernel;

/// <summary>The build id of the running kernel.</summary>
internal static class KernelNotes
{
    /// <summary>Null where sysfs does not have it.</summary>
    public static BuildId? ReadBuildId(string path = "/sys/kernel/notes")
    {
        try
        {
            return ElfNotes.Find(File.ReadAllBytes(path), bigEndian: !BitConverter.IsLittleEndian);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every sandbox shows sysfs; then nothing can be compared.
            return null;
        }
    }
}
