namespace PerfHarness.Instructions;

/// <summary>How instructions are written.</summary>
internal enum Syntax : byte
{
    /// <summary>Destination first, as <c>objdump -M intel</c> writes them.</summary>
    Intel,

    /// <summary>Destination last, with sigils, as <c>objdump</c> writes them.</summary>
    Att,
}
