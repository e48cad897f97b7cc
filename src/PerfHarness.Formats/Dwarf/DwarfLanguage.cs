namespace PerfHarness.Formats.Dwarf;

/// <summary>Language of a unit, as far as names depend on it.</summary>
internal enum DwarfLanguage
{
    /// <summary>Its functions' names, or linkage names, say all.</summary>
    Other,

    /// <summary>A file may have functions of its own.</summary>
    C,

    /// <summary>As C; and functions have scopes and overloads.</summary>
    Cxx,
}
