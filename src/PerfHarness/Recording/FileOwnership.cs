using System.Buffers.Binary;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>Whose file something is, without following links.</summary>
internal static class FileOwnership
{
    private const int CurrentDirectory = -100;
    private const int DontFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>A real folder that belongs to us and that nobody else may enter.</summary>
    public static bool IsPrivateFolderOfOurs(string path) =>
        Read(path) is { } file && (file.Mode & TypeMask) == Folder && (file.Mode & 0x3f) == 0 && file.User == LibC.EffectiveUser();

    /// <summary>A real file that belongs to us.</summary>
    public static bool IsFileOfOurs(string path) =>
        Read(path) is { } file && (file.Mode & TypeMask) == Regular && file.User == LibC.EffectiveUser();

    private static (int Mode, uint User)? Read(string path)
    {
        // struct statx: u32 mask, u32 block size, u64 attributes, u32 links, u32 user, u32 group, u16 mode, …
        var buffer = new byte[256];
        return LibC.StatX(CurrentDirectory, path, DontFollow, BasicStats, buffer) == 0
            ? (BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(20)))
            : null;
    }
}
