namespace PerfHarness.Symbols.Native;

/// <summary>In what form C++ and Rust names are shown.</summary>
internal enum NativeNameStyle
{
    /// <summary>Demangled with parameters and template arguments, Rust without its hash. The form that the gate compares.</summary>
    Full,

    /// <summary>Demangled without parameters, return types and clone suffixes.</summary>
    Short,

    /// <summary>As the symbol table has it.</summary>
    Mangled,
}
