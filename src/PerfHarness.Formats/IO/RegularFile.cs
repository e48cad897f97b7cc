using System.Runtime.InteropServices;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Whether a path that an input names may be opened at all: opening a FIFO waits for a writer forever, and opening a
/// device may do something.
/// </summary>
internal static unsafe partial class RegularFile
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int Regular = 0x8000;

    /// <summary>True for a regular file, also through symbolic links.</summary>
    public static bool Exists(string path)
    {
        // struct statx has one layout on all machines, unlike struct stat.
        Span<byte> status = stackalloc byte[256];
        fixed (byte* buffer = status)
        {
            return !path.Contains('\0') && StatX(CurrentFolder, path, 0, TypeOnly, buffer) == 0
                && (BitConverter.ToUInt16(status[ModeOffset..]) & TypeMask) == Regular;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
