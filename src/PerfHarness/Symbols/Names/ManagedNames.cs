using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// From the name format of .NET's runtime (perf maps, jitdumps, and names composed like them from images) to canonical C# names:
/// <code>
///   instance bool [A] N.Reader::Consume(uint8)[OptimizedTier1]   N.Reader.Consume(byte)      tier apart
///   instance void [A] N.W+&lt;Work&gt;d__0::MoveNext()                 N.W.Work async              bool: iterator
///   instance int32 [A] N.W+&lt;&gt;c::&lt;Work&gt;b__0_1(int32)              N.W.Work lambda#1(int)
///   int32 [A] N.W::&lt;Work&gt;g__Local|0_0(int32)                     N.W.Work.Local(int)
///   instance void [A] N.List`1[System.Int32]::Add(!0)            N.List&lt;int&gt;.Add(int)
///   int32 [A] N.Idx::op_Implicit(class N.Idx)                    N.Idx.implicit operator int(Idx)
/// </code>
/// Nothing that an edit of another method renumbers is left. Arguments of generic <em>methods</em> are not shown, for the runtime
/// does not report them. Every text gives a name; time is linear in its length.
/// </summary>
internal static class ManagedNames
{
    /// <summary>Longer text is cut: no compiler writes such names, but a file may hold them.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Takes a name apart. Text that is not of the runtime's form is its own name, in module <c>[jit]</c>.</summary>
    public static ManagedName Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var name) ? name : CreateVerbatim("[jit]", text);

    /// <summary>Takes a name apart that has the runtime's form: <c>result [assembly] Type::Method(parameters)[tier]</c> or a stub's.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ManagedName name)
    {
        text = Truncate(text);
        if (RuntimeStubs.TryParse(text, out name))
        {
            return true;
        }

        var tier = TierSuffix.Strip(ref text);
        var kind = tier is CodeTier.PreJit or CodeTier.PreJitCold ? FrameKind.ReadyToRun : FrameKind.Jit;
        if (ParsedRuntimeName.TryParse(text) is not { } signature)
        {
            name = new ManagedName(new FunctionName("[jit]", SafeText.ToSingleLine(text.ToString())), kind, tier);
            return tier != CodeTier.None;
        }

        if (signature.DeclaringType is { Namespace: "", Segments: [{ Name: DynamicMethodName.DynamicClass }] })
        {
            kind = DynamicMethodName.IsStub(signature.Method) ? FrameKind.Stub : kind;
            name = new ManagedName(new FunctionName(signature.Module, DynamicMethodName.Format(signature.Method, signature.Parameters)),
                kind, tier);
            return true;
        }

        name = new ManagedName(new FunctionName(signature.Module, MethodNameFormatter.Format(signature)), kind, tier);
        return true;
    }

    internal static ManagedName CreateVerbatim(string module, ReadOnlySpan<char> text)
    {
        var name = Truncate(text).Trim().ToString();
        return new ManagedName(new FunctionName(module, name.Length == 0 ? "[unnamed]" : name), FrameKind.Jit);
    }

    internal static ReadOnlySpan<char> Truncate(ReadOnlySpan<char> text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
