using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols;

[Trait(Needs.Trait, Needs.Time)]
public sealed class ManagedNamesTests
{
    // The spellings on the left were written by .NET 10.0.12 for tests/Fixtures/NamesProgram.
    [Theory]
    [InlineData("instance bool [System.Text.Json] System.Text.Json.Utf8JsonReader::ConsumeValue(uint8)", "System.Text.Json.Utf8JsonReader.ConsumeValue(byte)")]
    [InlineData("void [System.Private.CoreLib] System.Buffer::Memmove(!!0&,!!0&,native uint)", "System.Buffer.Memmove(ref T0, ref T0, nuint)")]
    [InlineData("instance bool [A] N.Converters.JsonCollectionConverter`2[System.__Canon,System.Double]::OnTryRead(!1,valuetype N.Utf8JsonReader&)", "N.Converters.JsonCollectionConverter<__Canon, double>.OnTryRead(double, ref Utf8JsonReader)")]
    [InlineData("instance !!0 [A] N.Outer`1+Inner`1+Deep[System.Int32,System.__Canon]::M(!0,!1,!!0)", "N.Outer<int>.Inner<__Canon>.Deep.M(int, __Canon, T0)")]
    [InlineData("int32 [A] N.Ptr::P(int32*,void**,method string *(int32),method unmanaged cdecl uint8 *(int32),int32&,int32[],int32[0...,0...],string[][],valuetype [System.Runtime]System.Span`1<uint8>,native int,valuetype [System.Runtime]System.ValueTuple`2<int32,string>,valuetype [System.Runtime]System.Nullable`1<int32>,object,typedref)", "N.Ptr.P(int*, void**, delegate*<int, string>, delegate* unmanaged<int, byte>, ref int, int[], int[,], string[][], Span<byte>, nint, (int, string), int?, object, TypedReference)")]
    [InlineData("instance void modreq([System.Runtime]System.Runtime.CompilerServices.IsExternalInit) [A] N.Idx::set_Init(int32)", "N.Idx.set_Init(int)")]
    [InlineData("instance void [A] N.Rec::.ctor(int32,string)", "N.Rec..ctor(int, string)")]
    [InlineData("void [A] N.Outer`1[System.Int32]::.cctor()", "N.Outer<int>..cctor()")]
    [InlineData("instance void [A] N.Fin::Finalize()", "N.Fin.~Fin()")]
    [InlineData("class N.Idx [A] N.Idx::op_Addition(class N.Idx,class N.Idx)", "N.Idx.operator +(Idx, Idx)")]
    [InlineData("bool [A] N.Idx::op_LessThan(class N.Idx,class N.Idx)", "N.Idx.operator <(Idx, Idx)")]
    [InlineData("int32 [A] N.Idx::op_Implicit(class N.Idx)", "N.Idx.implicit operator int(Idx)")]
    [InlineData("int32 [A] N.Idx::op_CheckedExplicit(class N.Idx)", "N.Idx.explicit operator checked int(Idx)")]
    [InlineData("instance int32 [A] N.Impl::N.IGen<System.Int32>.Do(int32)", "N.Impl.IGen<int>.Do(int)")]
    [InlineData("instance int32 [A] N.Impl::N.IGen<(System.Int32 a, System.String b)>.Do(int32)", "N.Impl.IGen<(int a, string b)>.Do(int)")]
    [InlineData("instance int32 [A] <>z__ReadOnlySingleElementList`1[System.Int32]::System.Collections.Generic.IList<T>.get_Item(int32)", "ReadOnlySingleElementList<int>.IList<T>.get_Item(int)")]
    [InlineData("instance class N.Rec [A] N.Rec::<Clone>$()", "N.Rec.Clone()")]
    [InlineData("instance int32 [A] N.<Program>F3E85B7FB3877DF360D482A8DA0D0C733A9C5D90D76B241A7959A1E8A9B155575__FileLocal::M(int32)", "N.FileLocal.M(int)")]
    [InlineData("uint32 [A] <PrivateImplementationDetails>::ComputeStringHash(string)", "<PrivateImplementationDetails>.ComputeStringHash(string)")]
    [InlineData("instance int32 [A] <>f__AnonymousType0`2[System.Int32,System.__Canon]::GetHashCode()", "AnonymousType<int, __Canon>.GetHashCode()")]
    [InlineData("void [C] E`1[N.T+K`2[System.__Canon,N.T+K`2[System.__Canon,System.Int32[,]]]]::.cctor()", "E<T.K<__Canon, T.K<__Canon, int[,]>>>..cctor()")]
    [InlineData("valuetype R/Data* [C] System.Threading.Thread::GetBase()", "System.Threading.Thread.GetBase()")]
    [InlineData("!!0[] [C] System.Array::Empty()", "System.Array.Empty()")]
    [InlineData("!!0 [C] System.Array::Foo[System.Int32](!!0)", "System.Array.Foo(T0)")]
    [InlineData("int32 [C] V::Printf(string,...,int32)", "V.Printf(string, __arglist, int)")]
    public void A_runtime_spelling_becomes_CSharp(string text, string expected) => Assert.Equal(expected, ManagedNames.Parse(text).Name.Name);

    [Theory]
    [InlineData("instance void [A] W+<Work>d__0::MoveNext()", "W.Work async")]
    [InlineData("instance bool [A] W+<Work>d__0::MoveNext()", "W.Work iterator")]
    [InlineData("instance void [A] N.Outer`1+Inner`1+<As>d__2[System.Int32,System.Double]::MoveNext()", "N.Outer<int>.Inner<double>.As async")]
    [InlineData("instance void [A] N.All+<GenTask>d__32`1[System.__Canon]::MoveNext()", "N.All.GenTask async")]
    [InlineData("instance void [A] N.All+<GIter>d__18`2[System.Int32,System.__Canon]::System.IDisposable.Dispose()", "N.All.GIter state machine.IDisposable.Dispose()")]
    [InlineData("instance void [A] N.All+<GIter>d__18::<>m__Finally1()", "N.All.GIter state machine.finally#1()")]
    [InlineData("instance bool [A] N.Cust+<System-Collections-Generic-IEnumerable<System-Int32>-GetEnumerator>d__0::MoveNext()", "N.Cust.IEnumerable<int>.GetEnumerator iterator")]
    [InlineData("instance int32 [A] W+<>c::<Work>b__0_1(int32)", "W.Work lambda#1(int)")]
    [InlineData("instance int32 [A] W+<>c__DisplayClass21_0`1[System.Int32]::<GLocal>b__1(!0)", "W.GLocal lambda#1(int)")]
    [InlineData("instance int32 [A] W+<>c__2`1[System.Int32]::<GLocal>b__2_0(!0)", "W.GLocal lambda#0(int)")]
    [InlineData("instance int32 [A] W::<.ctor>b__6_0()", "W..ctor lambda#0()")]
    [InlineData("int32 [A] W::<Work>g__Local|0_0(int32)", "W.Work.Local(int)")]
    [InlineData("instance int32 [A] W+<>c__DisplayClass20_1::<Local>g__L2|2(int32)", "W.Local.L2(int)")]
    [InlineData("instance void [A] W+<>c__DisplayClass22_0+<<AsyncLocals>g__AIt|2>d::MoveNext()", "W.AsyncLocals.AIt async")]
    [InlineData("instance void [A] W+<<AsyncLocals>g__AIt|2_0>d::MoveNext()", "W.AsyncLocals.AIt async")]
    [InlineData("instance void [A] W+<>c__DisplayClass22_0+<<AsyncLocals>b__3>d::MoveNext()", "W.AsyncLocals lambda#3 async")]
    [InlineData("class [System.Runtime]System.Threading.Tasks.Task [A] Program::<Main>$(string[])", "Program.Main(string[])")]
    [InlineData("instance void [A] Program+<<Main>$>d__0::MoveNext()", "Program.Main async")]
    [InlineData("instance void [A] Program+<>c+<<<Main>$>b__0_3>d::MoveNext()", "Program.Main lambda#3 async")]
    [InlineData("instance void [A] Program+<<<Main>$>g__Top|0_2>d::MoveNext()", "Program.Main.Top async")]
    [InlineData("instance int32 [A] Program+<>c__DisplayClass0_0::<<Main>$>g__TopLocal|1(int32)", "Program.Main.TopLocal(int)")]
    [InlineData("int32 [A] W::<get_Item>g__Local|6_0(int32,valuetype W/<>c__DisplayClass6_0&)", "W.get_Item.Local(int)")]
    [InlineData("int32 [A] W::<get_Item>g__Local|6_0(valuetype W/<>c__DisplayClass6_0&,valuetype W/<>c__DisplayClass6_1`1<int32>&)", "W.get_Item.Local()")]
    [InlineData("instance int32 [A] W+<>c__DisplayClass9_0::<op_Addition>b__0()", "W.operator + lambda#0()")]
    [InlineData("instance int32 [A] N.Derived::<>n__0(int32)", "N.Derived.base call#0(int)")]
    [InlineData("void [A] N.All+<>c::.cctor()", "N.All closure..cctor()")]
    [InlineData("instance void [A] B`1[N.All+<Run>d__7]::Go(!0&,valuetype N.All/<>c__DisplayClass7_0&)", "B<All.Run state machine>.Go(ref All.Run state machine, ref All.closure)")]
    [InlineData("instance int32 [A] Program+work@12-1::Invoke(int32)", "Program.work@12-1 lambda(int)")]
    [InlineData("instance void [A] Program+work@12::MoveNext()", "Program.work@12 async")]
    [InlineData("int32 [A] Program::inner@45-2(int32)", "Program.inner@45-2(int)")]
    [InlineData("instance void [A] Mod+VB$StateMachine_1_Work::MoveNext()", "Mod.Work async")]
    [InlineData("instance int32 [A] Mod+_Closure$__1-0::_Lambda$__0(int32)", "Mod.lambda#0(int)")]
    public void What_a_compiler_made_is_named_for_what_the_programmer_wrote(string text, string expected) => Assert.Equal(expected, ManagedNames.Parse(text).Name.Name);

    [Theory]
    [InlineData("[MinOptJitted]", CodeTier.MinOptJitted, FrameKind.Jit)]
    [InlineData("[Optimized]", CodeTier.Optimized, FrameKind.Jit)]
    [InlineData("[QuickJitted]", CodeTier.QuickJitted, FrameKind.Jit)]
    [InlineData("[OptimizedTier1]", CodeTier.OptimizedTier1, FrameKind.Jit)]
    [InlineData("[OptimizedTier1OSR]", CodeTier.OptimizedTier1Osr, FrameKind.Jit)]
    [InlineData("[InstrumentedTier]", CodeTier.InstrumentedTier, FrameKind.Jit)]
    [InlineData("[InstrumentedTierOptimized]", CodeTier.InstrumentedTierOptimized, FrameKind.Jit)]
    [InlineData("[PreJIT]", CodeTier.PreJit, FrameKind.ReadyToRun)]
    [InlineData("[PreJit-cold]", CodeTier.PreJitCold, FrameKind.ReadyToRun)]
    [InlineData("[Unknown]", CodeTier.Unknown, FrameKind.Jit)]
    [InlineData("", CodeTier.None, FrameKind.Jit)]
    public void All_tiers_of_a_method_are_one_function(string suffix, CodeTier tier, FrameKind kind)
    {
        var name = ManagedNames.Parse("int32[] [My.Lib] N.W::Hot(int32[])" + suffix);

        Assert.Equal(new ManagedName(new FunctionName("My.Lib", "N.W.Hot(int[])"), kind, tier), name);
    }

    [Theory]
    [InlineData("stub<945> GenerateLookupStub<GenerateLookupStub>", "[dotnet]", "GenerateLookupStub")]
    [InlineData("stub Link<UnboxingStub>", "[dotnet]", "UnboxingStub")]
    [InlineData("stub CreateHelperArgMove<DynamicHelper>", "[dotnet]", "DynamicHelper")]
    [InlineData("stub ReportStubBlock<Unknown>", "[dotnet]", "ReportStubBlock")]
    [InlineData("stub<1> InitThreadManagerPerfMapData<JIT_CopiedWriteBarriers>", "[dotnet]", "JIT_CopiedWriteBarriers")]
    [InlineData("int32 [names] dynamicClass::IL_STUB_PInvoke(string)[Optimized]", "names", "IL_STUB_PInvoke(string)")]
    [InlineData("object [System.Private.CoreLib] dynamicClass::InvokeStub_All.Tgt(object,System.Span`1 /* MT: 0x7f7983b4fe30 */<object>)[Optimized]", "System.Private.CoreLib", "InvokeStub_All.Tgt(object, Span<object>)")]
    public void Stubs_are_one_function_per_kind(string text, string module, string expected)
    {
        var name = ManagedNames.Parse(text);

        Assert.True(name.Kind == FrameKind.Stub);
        Assert.Equal(new FunctionName(module, expected), name.Name);
    }

    [Theory]
    [InlineData("int32 [Anonymously Hosted DynamicMethods Assembly] dynamicClass::lambda_method5(System.Runtime.CompilerServices.Closure /* MT: 0x7f79846a77c0 */,int32)[Optimized]", "lambda_method(Closure, int) [#5]")]
    [InlineData("bool [C] dynamicClass::Regex12_TryFindNextPossibleStartingPosition(class R)[Optimized]", "Regex_TryFindNextPossibleStartingPosition(R) [#12]")]
    [InlineData("object [D] dynamicClass::Deserialize0f8fad5b-d9cb-469f-a165-70867728950e(object)", "Deserialize(object)")]
    [InlineData("object [D] dynamicClass::Make0f8fad5bd9cb469fa16570867728950e_x(object)", "Make_x(object)")]
    [InlineData("object [D] dynamicClass::Sab0f8fad5b-d9cb-469f-a165-70867728950e0f8fad5b-d9cb-469f-a165-70867728950e(object)", "Sab(object)")]
    [InlineData("object [D] dynamicClass::Keep0f8fad5b-d9cb-469f-a165-7086772895(object)", "Keep0f8fad5b-d9cb-469f-a165-7086772895(object)")]
    [InlineData("object [D] dynamicClass::Add`12_List`_x`3(object)", "Add_List`_x(object)")]
    public void Counters_of_dynamic_methods_follow_the_name(string text, string expected) => Assert.Equal(expected, ManagedNames.Parse(text).Name.Name);

}
