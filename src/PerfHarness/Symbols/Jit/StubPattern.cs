using System.Globalization;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// The instructions of a stub that .NET's runtime writes, x64 under the System V calling convention. All stubs of a kind are one
/// template with other addresses in it:
/// <code>
///   FixupPrecode    ff25 ........   jmp [target]      4c8b15 ........  mov r10, [method]      ff25 ........  jmp [fixup]
/// </code>
/// </summary>
internal sealed class StubPattern
{
    private const string Address = "................";
    private const int WriteBarrierTail = 0xb0;

    /// <summary>The longest first, where one begins like another. Kinds have the names that the runtime lists them by, where it does.</summary>
    private static readonly StubPattern[] All =
    [
        new("FixupPrecode", "ff25........ 4c8b15........ ff25........"),
        new("StubPrecode", "4c8b15........ ff25........"),
        new("CallCountingStub", "488b05........ 66ff08 7406 ff25........ ff25........"),
        new("VSD_DispatchStub", $"48b8{Address} 48390790 48b8{Address} 0f85........ ffe0"),
        new("VSD_DispatchStub", $"48b8{Address} 483907 48b8{Address} 75.. ffe0"),
        new("VSD_LookupStub", $"9048b8{Address} 50 48b8{Address} ffe0"),
        new("VSD_ResolveStub", $"488b0752 49ba{Address} 488bd0 48c1e80c 4803c2 4835........ 4825........ 4a8b0410 49ba{Address} 483b50")
        {
            Tail = 0x40,
        },
        new("VSD_VTableStub", "488b07 488b40.. ff60.."),
        new("VSD_VTableStub", "488b07 488b40.. ffa0........"),
        new("VSD_VTableStub", "488b07 488b80........ ff60.."),
        new("VSD_VTableStub", "488b07 488b80........ ffa0........"),
        new("DelegateShuffleThunk", "488bc44989fb") { End = "4983c3..41ffe2" },
        new("InstantiatingStub", $"4889f2 48be{Address} 48b8{Address} ffe0"),
        new("InstantiatingStub", $"48be{Address} 48b8{Address} ffe0"),
        new("UnboxingStub", $"488b37 4883c708 48b8{Address} ffe0"),
        new("UnboxingStub", $"4883c708 48b8{Address} ffe0"),
        new("DynamicHelper", $"488bf7 48bf{Address} e9........"),
        new("DynamicHelper", $"48bf{Address} 48be{Address} e9........"),
        new("DynamicHelper", $"48bf{Address} e9........"),
        new("DynamicHelper", $"48be{Address} e9........"),
        new("DynamicHelper", $"48b8{Address} c3"),
        new("DynamicHelper", "488b47..") { End = "4885c07401c348be" + Address + "e9........" },
        new("JumpStub", $"48b8{Address} ffe0"),
        new("JIT_CopiedWriteBarriers", "488d05........ 483b38 72.. 488d05........ 483b38 73..") { Tail = 0x10 },
        new("JIT_CopiedWriteBarriers", $"488937 4989f8 48b8{Address}") { Tail = WriteBarrierTail },
        new("JIT_CopiedWriteBarriers", $"488937 48b8{Address}") { Tail = WriteBarrierTail },
    ];

    // Between the start of a stub of varying length and its end.
    private const int MaxMiddle = 64;

    private readonly short[] _bytes;
    private readonly short[] _end = [];

    private StubPattern(string kind, string bytes) => (Kind, _bytes) = (kind, Parse(bytes));

    public string Kind { get; }

    private string End { init => _end = Parse(value); }

    /// <summary>Bytes that follow and vary.</summary>
    private int Tail { get; init; }

    /// <summary>The stub that begins with the first byte, or null.</summary>
    public static string? Recognize(ReadOnlySpan<byte> code, out int length)
    {
        foreach (var pattern in All)
        {
            if (pattern.TryMatch(code, out length))
            {
                return pattern.Kind;
            }
        }

        length = 0;
        return null;
    }

    private bool TryMatch(ReadOnlySpan<byte> code, out int length)
    {
        length = Math.Min(_bytes.Length + Tail, code.Length);
        if (!Matches(code, _bytes))
        {
            return false;
        }

        if (_end.Length == 0)
        {
            return true;
        }

        for (var at = _bytes.Length; at <= _bytes.Length + MaxMiddle; at++)
        {
            if (at < code.Length && Matches(code[at..], _end))
            {
                length = at + _end.Length;
                return true;
            }
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<byte> code, short[] pattern)
    {
        if (code.Length < pattern.Length)
        {
            return false;
        }

        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] >= 0 && pattern[i] != code[i])
            {
                return false;
            }
        }

        return true;
    }

    private static short[] Parse(string hex)
    {
        hex = hex.Replace(" ", "", StringComparison.Ordinal);
        var bytes = new short[hex.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            var digits = hex.AsSpan(i * 2, 2);
            bytes[i] = digits is ".." ? (short)-1 : short.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return bytes;
    }
}
