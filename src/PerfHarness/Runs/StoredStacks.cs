using PerfHarness.Baselines;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>The profile that is kept with a baseline.</summary>
internal static class StoredStacks
{
    public static Profile Read(byte[] pprof, BaselineKey key)
    {
        var builder = new ProfileBuilder();
        using var stream = new MemoryStream(pprof, writable: false);
        PprofImporter.Import(stream, builder, new ImportOptions(), null, $"stacks of {key}");
        return builder.Build();
    }
}
