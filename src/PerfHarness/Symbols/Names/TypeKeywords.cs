using System.Collections.Frozen;

namespace PerfHarness.Symbols.Names;

/// <summary>C# keywords for the primitive types, under the names that signatures and type names use.</summary>
internal static class TypeKeywords
{
    private static readonly FrozenDictionary<string, string> Keywords = new Dictionary<string, string>
    {
        ["void"] = "void", ["System.Void"] = "void", ["bool"] = "bool", ["System.Boolean"] = "bool",
        ["char"] = "char", ["System.Char"] = "char", ["int8"] = "sbyte", ["System.SByte"] = "sbyte",
        ["uint8"] = "byte", ["unsigned int8"] = "byte", ["System.Byte"] = "byte",
        ["int16"] = "short", ["System.Int16"] = "short",
        ["uint16"] = "ushort", ["unsigned int16"] = "ushort", ["System.UInt16"] = "ushort",
        ["int32"] = "int", ["System.Int32"] = "int",
        ["uint32"] = "uint", ["unsigned int32"] = "uint", ["System.UInt32"] = "uint",
        ["int64"] = "long", ["System.Int64"] = "long",
        ["uint64"] = "ulong", ["unsigned int64"] = "ulong", ["System.UInt64"] = "ulong",
        ["float32"] = "float", ["System.Single"] = "float", ["float64"] = "double", ["System.Double"] = "double",
        ["native int"] = "nint", ["System.IntPtr"] = "nint",
        ["native uint"] = "nuint", ["native unsigned int"] = "nuint", ["System.UIntPtr"] = "nuint",
        ["string"] = "string", ["System.String"] = "string", ["object"] = "object", ["System.Object"] = "object",
        ["System.Decimal"] = "decimal", ["typedref"] = "TypedReference",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Keywords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool TryGet(ReadOnlySpan<char> name, out string keyword) => BySpan.TryGetValue(name, out keyword!);
}
