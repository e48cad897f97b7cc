namespace PerfHarness.Formats.ReadyToRun;

/// <summary>Element types of ECMA-335 II.23.1.16 and the runtime's own (above 0x3a).</summary>
internal static class ElementType
{
    public const byte Void = 0x01;
    public const byte Boolean = 0x02;
    public const byte Char = 0x03;
    public const byte I1 = 0x04;
    public const byte U1 = 0x05;
    public const byte I2 = 0x06;
    public const byte U2 = 0x07;
    public const byte I4 = 0x08;
    public const byte U4 = 0x09;
    public const byte I8 = 0x0a;
    public const byte U8 = 0x0b;
    public const byte R4 = 0x0c;
    public const byte R8 = 0x0d;
    public const byte String = 0x0e;
    public const byte Ptr = 0x0f;
    public const byte ByRef = 0x10;
    public const byte ValueType = 0x11;
    public const byte Class = 0x12;
    public const byte Var = 0x13;
    public const byte Array = 0x14;
    public const byte GenericInst = 0x15;
    public const byte TypedByRef = 0x16;
    public const byte I = 0x18;
    public const byte U = 0x19;
    public const byte FnPtr = 0x1b;
    public const byte Object = 0x1c;
    public const byte SzArray = 0x1d;
    public const byte MVar = 0x1e;
    public const byte CModReqd = 0x1f;
    public const byte CModOpt = 0x20;
    public const byte VarZapSig = 0x3b;
    public const byte NativeValueTypeZapSig = 0x3d;
    public const byte CanonZapSig = 0x3e;
    public const byte ModuleZapSig = 0x3f;
    public const byte Sentinel = 0x41;
    public const byte Pinned = 0x45;

    /// <summary>As the runtime prints it in a signature, or null where it is not a primitive type.</summary>
    public static string? GetKeyword(byte element) => element switch
    {
        Void => "void",
        Boolean => "bool",
        Char => "char",
        I1 => "int8",
        U1 => "uint8",
        I2 => "int16",
        U2 => "uint16",
        I4 => "int32",
        U4 => "uint32",
        I8 => "int64",
        U8 => "uint64",
        R4 => "float32",
        R8 => "float64",
        String => "string",
        TypedByRef => "typedref",
        I => "native int",
        U => "native uint",
        Object => "object",
        _ => null,
    };

    /// <summary>As the runtime prints it as an argument of a generic type, or null where it is not a primitive type.</summary>
    public static string? GetFullName(byte element) => element switch
    {
        Void => "System.Void",
        Boolean => "System.Boolean",
        Char => "System.Char",
        I1 => "System.SByte",
        U1 => "System.Byte",
        I2 => "System.Int16",
        U2 => "System.UInt16",
        I4 => "System.Int32",
        U4 => "System.UInt32",
        I8 => "System.Int64",
        U8 => "System.UInt64",
        R4 => "System.Single",
        R8 => "System.Double",
        String => "System.String",
        TypedByRef => "System.TypedReference",
        I => "System.IntPtr",
        U => "System.UIntPtr",
        Object => "System.Object",
        CanonZapSig => "System.__Canon",
        _ => null,
    };
}
