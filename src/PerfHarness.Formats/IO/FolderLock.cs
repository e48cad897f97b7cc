using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Keeps other writers, threads and processes alike, out of a folder. The lock is on the folder itself, so that no lock
/// file is left, and the kernel gives it back however its holder ends.
/// </summary>
internal sealed partial class FolderLock : IDisposable
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _folder;

    private FolderLock(SafeFileHandle folder, bool isExclusive) => (_folder, IsExclusive) = (folder, isExclusive);

    /// <summary>False where the file system knows no locks: then only the order of renames decides between two writers.</summary>
    public bool IsExclusive { get; }

    /// <summary>The lock, or null while it is held elsewhere.</summary>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static FolderLock? TryAcquire(string folder)
    {
        var handle = Open(folder);
        if (handle is null)
        {
            return new FolderLock(new SafeFileHandle(), isExclusive: false);
        }

        int error;
        do
        {
            error = FLock(handle, Exclusive | NonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        if (error == WouldBlock)
        {
            handle.Dispose();
            return null;
        }

        return new FolderLock(handle, isExclusive: error == 0);
    }

    /// <summary>Makes the folder's entries (new, renamed and deleted files) last through a power cut, where the file system can.</summary>
    public static void Flush(string folder)
    {
        using var handle = Open(folder);
        if (handle is not null)
        {
            _ = FSync(handle);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static SafeFileHandle? Open(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var handle = Open(folder, ReadOnlyCloseOnExec);
        return handle.IsInvalid
            ? throw new IOException($"cannot open the folder '{folder}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}")
            : handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
