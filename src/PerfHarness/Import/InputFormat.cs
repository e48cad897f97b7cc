namespace PerfHarness.Import;

/// <summary>The kinds of input, recognized by content.</summary>
internal enum InputFormat
{
    Unknown,

    /// <summary>perf.data, file form or pipe form: <c>PERFILE2</c>.</summary>
    PerfData,

    /// <summary>Text of <c>perf script</c>.</summary>
    PerfScript,

    /// <summary>Folded stacks: <c>a;b;c 12</c>.</summary>
    Folded,

    /// <summary>pprof's protobuf, compressed or not.</summary>
    Pprof,
}
