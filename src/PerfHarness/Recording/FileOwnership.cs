using System.Buffers.Binary;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>Determines whose file something is, without following links.</summary>
internal static class FileOwnership
{
    private const int AtCurrentDirectory = -100;
    private const int DoNotFollowLinks = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int DirectoryType = 0x4000;
    private const int RegularFileType = 0x8000;

    /// <summary>A real folder that belongs to us and that no other user may enter.</summary>
    public static bool IsOwnPrivateFolder(string path) =>
        Read(path) is { } file && (file.Mode & TypeMask) == DirectoryType && (file.Mode & 0x3f) == 0 && file.User == LibC.GetEffectiveUserId();

    /// <summary>A real file that belongs to us.</summary>
    public static bool IsOwnFile(string path) =>
        Read(path) is { } file && (file.Mode & TypeMask) == RegularFileType && file.User == LibC.GetEffectiveUserId();

    private static (int Mode, uint User)? Read(string path)
    {
        // struct statx: u32 mask, u32 block size, u64 attributes, u32 links, u32 user, u32 group, u16 mode, …
        var buffer = new byte[256];
        return LibC.StatX(AtCurrentDirectory, path, DoNotFollowLinks, BasicStats, buffer) == 0
            ? (BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(20)))
            : null;
    }
}
