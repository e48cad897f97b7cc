using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.IO;

/// <summary>
/// A file that another user may have placed there, such as in <c>/tmp</c>: opened without following a symbolic link and
/// without waiting (a FIFO would block), and a regular file, seen on the open file itself so that nothing can be swapped
/// in between.
/// </summary>
internal sealed partial class UntrustedFile : IDisposable
{
    private const int NoFollowX64 = 0x20000;
    private const int NoFollowArm = 0x8000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int EmptyPath = 0x1000;
    private const uint StatusMask = 0x1 | 0x2 | 0x8 | 0x40 | 0x100 | 0x200;
    private const int FileTypeMask = 0xf000;
    private const int RegularFile = 0x8000;
    private const int LockShared = 1;
    private const int LockAlone = 2;
    private const int LockWithoutWaiting = 4;
    private readonly (uint, uint, ulong) _identity;

    private UntrustedFile(string path, SafeFileHandle handle, in StatX status)
    {
        (Path, Handle, OwnerId, Length) = (path, handle, status.Owner, (long)status.Size);
        _identity = (status.DeviceMajor, status.DeviceMinor, status.Number);
        LastWriteTime = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(status.ModifiedSeconds, 0, 253402300799));
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>User id of the owner.</summary>
    public uint OwnerId { get; }

    /// <summary>Bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>To the second.</summary>
    public DateTimeOffset LastWriteTime { get; }

    /// <summary>Our own effective user id.</summary>
    public static uint EffectiveUserId => GetEffectiveUserId();

    /// <summary>Null where there is no such file.</summary>
    /// <exception cref="InputException">It is there, but is a link or no regular file, or cannot be opened.</exception>
    public static UntrustedFile? TryOpen(string path)
    {
        // O_NOFOLLOW has another value on ARM; the other flags are the same on all that .NET runs on.
        var noFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Armv6
            ? NoFollowArm
            : NoFollowX64;
        var handle = OpenFile(path, noFollow | NonBlocking | CloseOnExec, 0);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            return error is 2 or 20 // ENOENT, ENOTDIR
                ? null
                : throw CreateException(path, error == 40 ? "it is a symbolic link" : Marshal.GetPInvokeErrorMessage(error));
        }

        if (GetStatus(handle, "", EmptyPath, StatusMask, out var status) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw CreateException(path, Marshal.GetPInvokeErrorMessage(error));
        }

        if ((status.Mode & FileTypeMask) != RegularFile)
        {
            handle.Dispose();
            throw CreateException(path, "it is not a regular file");
        }

        return new UntrustedFile(path, handle, status);
    }

    /// <summary>The path still leads to this file, not to another that was put in its place or to none.</summary>
    public bool IsStillThere()
    {
        using var now = TryOpen(Path);
        return now?._identity == _identity;
    }

    /// <summary>Takes part in the file (<c>flock</c>), unless another process has it alone. Ends with this object, or with the process.</summary>
    public bool TryShare() => Lock(Handle, LockShared | LockWithoutWaiting) == 0;

    /// <summary>Has the file alone from now on, or releases its part: then another process uses it.</summary>
    public bool TryTakeAlone() => Lock(Handle, LockAlone | LockWithoutWaiting) == 0;

    public void Dispose() => Handle.Dispose();

    private static InputException CreateException(string path, string reason) =>
        new(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {reason}", null, path);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(SafeFileHandle directory, string path, int flags, uint mask, out StatX status);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    /// <summary>statx(2)'s result, which unlike stat(2)'s is laid out alike on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
