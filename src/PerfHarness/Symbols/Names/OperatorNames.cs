using System.Collections.Frozen;

namespace PerfHarness.Symbols.Names;

/// <summary>Operators as C# writes them, by their metadata names without <c>op_</c> and <c>Checked</c>.</summary>
internal static class OperatorNames
{
    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["Addition"] = "+", ["Subtraction"] = "-", ["Multiply"] = "*", ["Division"] = "/", ["Modulus"] = "%",
        ["ExclusiveOr"] = "^", ["BitwiseAnd"] = "&", ["BitwiseOr"] = "|", ["LeftShift"] = "<<", ["RightShift"] = ">>",
        ["UnsignedRightShift"] = ">>>", ["Equality"] = "==", ["Inequality"] = "!=", ["LessThan"] = "<", ["GreaterThan"] = ">",
        ["LessThanOrEqual"] = "<=", ["GreaterThanOrEqual"] = ">=", ["LogicalNot"] = "!", ["OnesComplement"] = "~",
        ["Increment"] = "++", ["Decrement"] = "--", ["UnaryNegation"] = "-", ["UnaryPlus"] = "+",
        ["True"] = "true", ["False"] = "false",
        ["AdditionAssignment"] = "+=", ["SubtractionAssignment"] = "-=", ["MultiplicationAssignment"] = "*=",
        ["DivisionAssignment"] = "/=", ["ModulusAssignment"] = "%=", ["ExclusiveOrAssignment"] = "^=",
        ["BitwiseAndAssignment"] = "&=", ["BitwiseOrAssignment"] = "|=", ["LeftShiftAssignment"] = "<<=",
        ["RightShiftAssignment"] = ">>=", ["UnsignedRightShiftAssignment"] = ">>>=",
        ["IncrementAssignment"] = "++", ["DecrementAssignment"] = "--",
    }.ToFrozenDictionary();

    /// <summary><c>operator +</c>, <c>implicit operator int</c>, or null where the name is not an operator's.</summary>
    /// <param name="result">The return type in C# form, which distinguishes conversions.</param>
    public static string? TryFormat(ReadOnlySpan<char> method, string? result)
    {
        if (!method.StartsWith("op_"))
        {
            return null;
        }

        var name = method[3..].ToString();
        var isChecked = name.StartsWith("Checked", StringComparison.Ordinal);
        name = isChecked ? name[7..] : name;
        var word = isChecked ? "operator checked " : "operator ";
        return name switch
        {
            "Implicit" => $"implicit {word}{result}".TrimEnd(),
            "Explicit" => $"explicit {word}{result}".TrimEnd(),
            _ => Symbols.TryGetValue(name, out var symbol) ? word + symbol : null,
        };
    }
}
