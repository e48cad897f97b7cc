using System.Runtime.InteropServices;

namespace PerfHarness.Formats.IO;

/// <summary>The pipe that standard input may be.</summary>
internal static partial class Pipe
{
    private const int SetPipeSize = 1031;

    /// <summary>What the kernel allows everyone by default.</summary>
    private const int Size = 1 << 20;

    /// <summary>Lets the writer be a megabyte ahead instead of 64 KiB, so that the two wait for each other less often. Does nothing to
    /// what is not a pipe, or where the kernel does not allow it.</summary>
    public static void EnlargeStandardInput() => _ = Control(0, SetPipeSize, Size);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);
}
