namespace PerfHarness.Analysis;

/// <summary>How well a frame is named, and by what.</summary>
internal enum SymbolCoverageClass
{
    /// <summary>Jitted code with its method's name.</summary>
    Jit,

    ReadyToRun,

    /// <summary>Native code with a symbol.</summary>
    Native,

    /// <summary>Native code whose function is known by its bounds only: <c>libfoo.so!0x4af1c0</c>.</summary>
    NativeByBounds,

    Stub,

    Kernel,

    /// <summary>The kernel, on a machine that hides where its functions are: all of it is one <c>[kernel]</c>.</summary>
    UnnamedKernel,

    /// <summary>Code of a known module or kind without any function: <c>[libfoo.so]</c>, a managed method without a name.</summary>
    Unnamed,

    /// <summary>No module either: <c>[unknown]</c>.</summary>
    Unknown,
}
