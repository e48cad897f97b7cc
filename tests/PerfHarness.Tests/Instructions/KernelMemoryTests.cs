using System.Buffers.Binary;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols.Kernel;

namespace PerfHarness.Tests.Instructions;

public sealed class KernelMemoryTests : IDisposable
{
    private const ulong Text = 0xffffffff81000000;
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("perfharness-").FullName, "kcore");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Kernel_code_is_read_at_its_address()
    {
        File.WriteAllBytes(_path, CreateImage([0x90, 0x55, 0x48, 0x89, 0xe5, 0xc3]));
        var code = KernelMemory.Read(Text + 1, 5, _path);

        Assert.Null(code.MissingReason);
        Assert.Equal(ElfMachine.X64, code.Machine);
        Assert.Equal([0x55, 0x48, 0x89, 0xe5, 0xc3], code.Bytes.ToArray());
        Assert.Equal(_path, code.Origin);
    }

    [Theory]
    [InlineData(Text + 4, 5)] // beyond the end
    [InlineData(Text - 1, 1)]
    public void Code_that_is_not_there_has_a_reason_and_a_remedy(ulong address, ulong size)
    {
        File.WriteAllBytes(_path, CreateImage([0x90, 0x55, 0x48, 0x89, 0xe5, 0xc3]));
        var code = KernelMemory.Read(address, size, _path);

        Assert.Contains("no such address", code.MissingReason!, StringComparison.Ordinal);
        Assert.Contains("CAP_SYS_RAWIO", code.Remedy!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_readable_memory_there_is_a_reason_and_a_remedy(bool exists)
    {
        if (exists)
        {
            File.WriteAllText(_path, "text");
        }

        var code = KernelMemory.Read(Text, 5, _path);

        Assert.Contains("not readable", code.MissingReason!, StringComparison.Ordinal);
        Assert.NotNull(code.Remedy);
    }

    // A core file with one range of memory.
    private static byte[] CreateImage(byte[] text)
    {
        var image = new byte[0x1000 + text.Length];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(image);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(16), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(56), 1);
        var header = image.AsSpan(64);
        BinaryPrimitives.WriteUInt32LittleEndian(header, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 5);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], 0x1000);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Text);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)text.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], (ulong)text.Length);
        text.CopyTo(image.AsSpan(0x1000));
        return image;
    }
}
