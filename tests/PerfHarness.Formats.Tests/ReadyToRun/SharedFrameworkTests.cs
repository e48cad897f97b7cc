using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.Tests.ReadyToRun;

public sealed class SharedFrameworkTests
{
    [Fact]
    public void Every_range_of_every_image_of_the_shared_framework_has_a_name()
    {
        var diagnostics = new DiagnosticBag();
        var (images, methods) = (0, 0);
        foreach (var path in SharedFramework.Assemblies())
        {
            using var image = ReadyToRunImage.Open(path, diagnostics);
            if (image is null)
            {
                continue;
            }

            images++;
            methods += image.MethodCount;
            uint end = 0;
            for (var i = 0; i < image.Ranges.Count; i++)
            {
                var range = image.Ranges[i];
                Assert.True(range.Start >= end && range.Size > 0, $"{path} {i}");
                end = range.Start + range.Size;
                var name = image.GetName(i);
                Assert.True(name is not null && !name.Contains("?::", StringComparison.Ordinal), $"{path} {range.Start:x} {name}");
                Assert.True(image.IsStub(i) || name.EndsWith(')'), name);
                Assert.Equal(i, image.Find(range.Start));
                Assert.Equal(i, image.Find(end - 1));
            }
        }

        Assert.Empty(diagnostics.ToList());
        Assert.True(images > 80 && methods > 100_000, $"{images} images, {methods} methods");
    }

    [Fact]
    public void A_name_is_decoded_once_and_the_same_string_is_returned()
    {
        using var image = ReadyToRunImage.Open(SharedFramework.PathOf("System.Linq"), new DiagnosticBag())!;
        Assert.Same(image.GetName(17), image.GetName(17));
    }

    [Fact]
    public void Headers_and_sections_of_the_file_map_to_their_rvas()
    {
        using var pe = PeFile.Open(SharedFramework.PathOf("System.Linq"));
        foreach (var section in pe.Headers.SectionHeaders)
        {
            Assert.True(pe.TryGetRva(section.PointerToRawData + 5, out var rva));
            Assert.Equal((uint)section.VirtualAddress + 5, rva);
        }

        Assert.True(pe.TryGetRva(0x10, out var header));
        Assert.Equal(0x10u, header);
        Assert.False(pe.TryGetRva(long.MaxValue, out _));
        Assert.False(pe.TryGetRva(-1, out _));
    }

    [Fact]
    public void An_assembly_without_precompiled_code_is_no_error()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ReadyToRunImage.Open(typeof(SharedFrameworkTests).Assembly.Location, diagnostics));
        Assert.Empty(diagnostics.ToList());
    }
}
