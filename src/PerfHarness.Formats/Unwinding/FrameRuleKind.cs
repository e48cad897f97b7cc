namespace PerfHarness.Formats.Unwinding;

/// <summary>Where a value of the caller is: its frame's address (CFA), or one of its registers.</summary>
internal enum FrameRuleKind : byte
{
    /// <summary>Nowhere: of a return address, the frame is the outermost one.</summary>
    Undefined,

    /// <summary>Still in its own register.</summary>
    SameValue,

    /// <summary>In memory, at an offset from the CFA.</summary>
    AtOffset,

    /// <summary>The CFA plus an offset itself.</summary>
    ValueOfOffset,

    /// <summary>In another register, plus an offset for the CFA.</summary>
    InRegister,

    /// <summary>In memory, where an expression says.</summary>
    AtExpression,

    /// <summary>What an expression gives.</summary>
    ValueOfExpression,
}
