using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.ReadyToRun;

[Trait(Needs.Trait, Needs.Time)]
public sealed class RuntimeOracleTests(RuntimeOracle oracle) : IClassFixture<RuntimeOracle>
{
    [Fact]
    public void Every_precompiled_method_that_the_runtime_lists_has_the_same_name_and_range_here()
    {
        var images = new Dictionary<string, ReadyToRunImage>();
        var diagnostics = new DiagnosticBag();
        var different = new List<string>();
        var compared = 0;
        foreach (var entry in oracle.Entries.Where(e => e.Name.EndsWith("[PreJIT]", StringComparison.Ordinal)))
        {
            Assert.True(oracle.FileAt(entry.Address) is not null, entry.ToString());
            var (path, offset) = oracle.FileAt(entry.Address)!.Value;
            if (!images.TryGetValue(path, out var image))
            {
                image = ReadyToRunImage.Open(path, diagnostics)!;
                images.Add(path, image);
            }

            Assert.True(image.TryGetRva(offset, out var rva));
            compared++;
            var number = image.Find(rva);
            if (number < 0 || image.Ranges[number].Start != rva || image.Ranges[number].Size != entry.Size || image.GetName(number) + "[PreJIT]" != entry.Name)
            {
                different.Add($"{entry} here {(number < 0 ? "nothing" : $"{image.Ranges[number]} {image.GetName(number)}")}");
            }
        }

        foreach (var image in images.Values)
        {
            image.Dispose();
        }

        Assert.Empty(different);
        Assert.True(compared > 50_000, $"only {compared} compared");
        Assert.Empty(diagnostics.ToList());
    }

    /// <summary>The other way: the runtime's spelling of jitted code leads to one method of the assembly that it names.</summary>
    [Fact]
    public void Every_jitted_method_that_the_runtime_lists_is_found_in_its_assembly_by_its_spelling()
    {
        var assemblies = new Dictionary<string, (PeFile File, RuntimeNameIndex Index)>();
        var diagnostics = new DiagnosticBag();
        var (found, lost) = (0, new List<string>());
        foreach (var entry in oracle.Entries.Where(e => !e.Name.EndsWith("[PreJIT]", StringComparison.Ordinal)))
        {
            if (RuntimeNameParts.Parse(entry.Name) is not { } name || name.DeclaringType == "dynamicClass" || Locate(name.Module) is not { } path)
            {
                continue;
            }

            if (!assemblies.TryGetValue(path, out var assembly))
            {
                var file = PeFile.Open(path);
                assembly = (file, new RuntimeNameIndex(file.TryGetMetadata(diagnostics)!, path, diagnostics));
                assemblies.Add(path, assembly);
            }

            found++;
            if (assembly.Index.Find(name).IsNil)
            {
                lost.Add(entry.Name);
            }
        }

        foreach (var (file, _) in assemblies.Values)
        {
            file.Dispose();
        }

        Assert.Empty(lost);
        Assert.True(found > 1000, $"only {found}");
        Assert.Empty(diagnostics.ToList());
    }

    private static string? Locate(string module)
    {
        string[] paths = [SharedFramework.PathOf(module), Path.Combine(AppContext.BaseDirectory, module + ".dll")];
        return paths.FirstOrDefault(File.Exists);
    }
}
