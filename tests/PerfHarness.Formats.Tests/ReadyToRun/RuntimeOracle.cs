using System.Diagnostics;
using System.Globalization;

namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>One run of <see cref="PreparedMethodsWorkload"/> with the runtime's jitdump, shared by the tests that compare with it.</summary>
public sealed class RuntimeOracle : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-oracle").FullName;
    private List<(ulong Start, ulong End, ulong Offset, string Path)> _mappings = [];

    internal List<JitDumpEntry> Entries { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var maps = Path.Combine(_folder, "maps");
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            ArgumentList = { typeof(RuntimeOracle).Assembly.Location, "-explicit", "only", "-class", typeof(PreparedMethodsWorkload).FullName! },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_PerfMapEnabled"] = "2",
                ["DOTNET_PerfMapStubGranularity"] = "2",
                ["DOTNET_PerfMapJitDumpPath"] = _folder,
                ["DOTNET_TieredCompilation"] = "0",
                [PreparedMethodsWorkload.MapsVariable] = maps,
            },
        };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
        Entries = [.. JitDumpEntry.ReadAll(Directory.GetFiles(_folder, "jit-*.dump").Single())];
        _mappings = [.. File.ReadLines(maps).Select(Parse).Where(m => m.Path.EndsWith(".dll", StringComparison.Ordinal))];
    }

    /// <summary>The DLL that is mapped at the address, and the offset in its file.</summary>
    internal (string Path, long Offset)? FileAt(ulong address)
    {
        foreach (var (start, end, offset, path) in _mappings)
        {
            if (address >= start && address < end)
            {
                return (path, (long)(address - start + offset));
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // 7f3fb1a70000-7f3fb25bc000 r-xp 00000000 fe:00 350922   /usr/share/…/System.Private.CoreLib.dll
    private static (ulong Start, ulong End, ulong Offset, string Path) Parse(string line)
    {
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        var range = parts[0].Split('-');
        return (Hex(range[0]), Hex(range[1]), Hex(parts[2]), parts.Length > 5 ? parts[5] : "");
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
