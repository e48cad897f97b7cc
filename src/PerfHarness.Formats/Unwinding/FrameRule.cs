namespace PerfHarness.Formats.Unwinding;

/// <summary>How one value of the caller is found.</summary>
/// <param name="Register">Of <see cref="FrameRuleKind.InRegister"/>.</param>
/// <param name="Expression">A DWARF expression, of the kinds that have one.</param>
internal readonly record struct FrameRule(FrameRuleKind Kind, long Offset = 0, int Register = 0, byte[]? Expression = null)
{
    public static FrameRule SameValue => new(FrameRuleKind.SameValue);
}
