using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Managed;
using PerfHarness.Symbols.Names;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Managed;

/// <summary>
/// Programs published with their own runtime, against what that runtime lists itself: with DOTNET_PerfMapStubGranularity=2 its jitdump has
/// every precompiled method that it prepares, with its address.
/// </summary>
[Trait(Needs.Trait, Needs.Perf)]
[TimeLimit(900)]
public sealed class PublishedProgramTests(PublishedPrograms programs) : IClassFixture<PublishedPrograms>
{
    // Trimmed, because the compiler takes minutes for all of the framework.
    private const string Composite = "PublishReadyToRun PublishReadyToRunComposite PublishTrimmed";
    private const string CompositeInOneFile = Composite + " PublishSingleFile";
    private const string CompressedFile = "PublishSingleFile EnableCompressionInSingleFile";

    private static readonly Dictionary<string, string> Listing = new()
    {
        ["DOTNET_PerfMapEnabled"] = "1",
        ["DOTNET_PerfMapStubGranularity"] = "2",
    };

    [Theory]
    [InlineData(Composite)]
    [InlineData(CompositeInOneFile)]
    public void Every_precompiled_method_of_a_composite_image_has_the_name_that_the_runtime_lists(string way)
    {
        var program = programs.Get(way);
        using var folder = new TemporaryFolder();
        Tools.Run(program, ["0", folder.File("maps")], folder.Path, new Dictionary<string, string>(Listing)
        {
            ["DOTNET_PerfMapJitDumpPath"] = folder.Path,
            ["DOTNET_TieredCompilation"] = "0",
        });
        var maps = File.ReadLines(folder.File("maps")).Select(ParseMapping).Where(m => m.Image.IsFile).ToList();
        var diagnostics = new DiagnosticBag();
        var sources = new Dictionary<string, (ISymbolSource Source, Func<ulong, ulong> AddressOf)>();
        var (compared, generic) = (0, 0);
        var different = new List<string>();
        foreach (var method in ReadPrecompiled(folder.Path))
        {
            var mapping = maps.Single(m => m.Start <= method.Address && method.Address < m.End);
            if (!sources.TryGetValue(mapping.Image.Path, out var opened))
            {
                opened = Open(mapping.Image.Path, diagnostics);
                sources.Add(mapping.Image.Path, opened);
            }

            var symbol = opened.Source.Find(opened.AddressOf(mapping.GetFileOffset(method.Address)));
            compared++;
            generic += method.Name.Contains("`", StringComparison.Ordinal) ? 1 : 0;
            if (symbol?.RuntimeName + "[PreJIT]" != method.Name)
            {
                different.Add($"{method.Name} here {symbol?.RuntimeName ?? symbol?.Name.ToString()}");
            }
        }

        foreach (var (source, _) in sources.Values)
        {
            (source as IDisposable)?.Dispose();
        }

        Assert.Empty(different);
        Assert.True(compared > 5_000 && generic > 500, $"only {compared} compared, {generic} generic");
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public async Task Sampled_code_of_a_compressed_application_has_the_name_that_the_runtime_lists()
    {
        var target = new CommandTarget(programs.Get(CompressedFile), ["3"]) { Environment = Listing.ToDictionary(v => v.Key, string? (v) => v.Value) };
        using var folder = new TemporaryFolder();
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken));
        using var run = await recorder.RecordAsync(target, new RecordOptions { Event = "cpu-clock" }, TestContext.Current.CancellationToken);
        var saved = RecordingFile.Save(run, folder.File("perf.data")).Paths[0];
        var methods = ReadPrecompiled(saved + ".maps").OrderBy(m => m.Address).ToList();
        var starts = methods.ConvertAll(m => m.Address);
        // The perf map does not list precompiled methods: their names come from the assemblies in the application.
        var profile = ProfileImporter.Load(saved, new ImportOptions { KeepAddresses = true, JitSymbolFormat = JitSymbolFormat.PerfMap });
        var different = new List<string>();
        var compared = 0;
        for (var i = 0; i < profile.Frames.Count; i++)
        {
            var frame = profile.Frames[new FrameId(i)];
            var at = starts.BinarySearch(frame.Address) is >= 0 and var exact ? exact : ~starts.BinarySearch(frame.Address) - 1;
            if (at >= 0 && frame.Address - methods[at].Address < methods[at].Size)
            {
                compared++;
                var (expected, actual) = (ManagedNames.Parse(methods[at].Name).Name, profile.Functions[frame.Function].Name);
                if (expected != actual || frame.Kind != FrameKind.ReadyToRun)
                {
                    different.Add($"{frame.Address:x} {expected} here {actual} {frame.Kind}");
                }
            }
        }

        Assert.Empty(different);
        Assert.True(compared > 300, $"only {compared} compared");
        AssertNamed(profile);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public async Task An_attached_compressed_application_has_hardly_a_leaf_without_a_name(string writeXorExecute)
    {
        using var folder = new TemporaryFolder();
        using var process = StartWorking(programs.Get(CompressedFile), writeXorExecute);
        try
        {
            var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken));
            using var run = await recorder.AttachAsync(
                new AttachTarget { Pids = [process.Id] }, new RecordOptions { Event = "cpu-clock", Duration = TimeSpan.FromSeconds(3) },
                TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);
            AssertNamed(ProfileImporter.Load(RecordingFile.Save(run, folder.File("perf.data")).Paths[0]));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <summary>At most one in a thousand leaves is managed code without a name, and one in twenty a stub of unknown kind (of resolve
    /// stubs the runtime lists only the start); one of each may always be.</summary>
    private static void AssertNamed(Profile profile)
    {
        long leaves = 0, unnamed = 0, unknownStubs = 0;
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            var sample = profile.Samples[i];
            if (sample.Stack == StackId.Empty)
            {
                continue;
            }

            var frame = profile.Frames[profile.Stacks.GetFrame(sample.Stack)];
            leaves += sample.Count;
            unnamed += frame is { Named: false, Kind: FrameKind.Jit or FrameKind.ReadyToRun or FrameKind.Unknown } ? sample.Count : 0;
            unknownStubs += profile.Functions[frame.Function].Name.Name == "UnlistedStub" ? sample.Count : 0;
        }

        Assert.True(leaves > 200, $"only {leaves} samples");
        Assert.InRange(unnamed, 0, 1 + (leaves / 1_000));
        Assert.InRange(unknownStubs, 0, 1 + (leaves / 20));
    }

    private static System.Diagnostics.Process StartWorking(string program, string writeXorExecute)
    {
        var start = new System.Diagnostics.ProcessStartInfo(program, ["120"]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = writeXorExecute;
        var process = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    private static (ISymbolSource Source, Func<ulong, ulong> AddressOf) Open(string path, DiagnosticBag diagnostics)
    {
        if (!path.EndsWith(".dll", StringComparison.Ordinal))
        {
            var bundle = BundleSource.Open(path, new NoSymbols(), offset => offset, diagnostics)!;
            return (bundle, bundle.GetAddress);
        }

        var image = ReadyToRunSource.Open(path, diagnostics)!;
        return (image, image.GetAddress);
    }

    private static IEnumerable<JitDumpMethod> ReadPrecompiled(string folder)
    {
        using var file = UntrustedFile.TryOpen(Assert.Single(Directory.GetFiles(folder, "jit-*.dump")))!;
        return [.. JitDumpReader.Read(file, new DiagnosticBag()).Methods.Where(m => m.Name.EndsWith("[PreJIT]", StringComparison.Ordinal))];
    }

    // 7f3fb1a70000-7f3fb25bc000 r-xp 00000000 fe:00 350922   /usr/share/…/System.Private.CoreLib.dll
    private static Mapping ParseMapping(string line)
    {
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        var range = parts[0].Split('-');
        return new Mapping(Hex(range[0]), Hex(range[1]), Hex(parts[2]), new Image(parts.Length > 5 ? parts[5] : "", null));
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed class NoSymbols : ISymbolSource
    {
        public Symbol? Find(ulong address) => null;
    }
}
