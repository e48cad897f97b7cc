using PerfHarness.Tests.Shared.Truth;

namespace PerfHarness.Tests.Symbols;

/// <summary>The comparison by which names are held true must itself see what is wrong.</summary>
public sealed class CanonicalIdentifiersTests
{
    [Theory]
    [InlineData("N.W.Work lambda#1(int)", "N.W+<>c.<Work>b__0_1(Int32)", "<Work>b__0_1")]
    [InlineData("N.W.Work lambda#1(int)", "N.W+<>c__DisplayClass2_0.<Work>b__1(Int32)", "<Work>b__1")]
    [InlineData("N.W.Work.Local(int)", "N.W.<Work>g__Local|0_0(Int32)", "<Work>g__Local|0_0")]
    [InlineData("N.W.Work#2 async", "N.W+<Work>d__3.MoveNext()", "MoveNext")]
    [InlineData("N.W.Work lambda#0 async", "N.W+<>c+<<Work>b__8_0>d.MoveNext()", "MoveNext")]
    [InlineData("N.W.Work state machine.IEnumerator<int>.get_Current()", "N.W+<Work>d__3.System.Collections.Generic.IEnumerator<System.Int32>.get_Current()", "System.Collections.Generic.IEnumerator<System.Int32>.get_Current")]
    [InlineData("N.List<int>.Enumerator.MoveNext()", "N.List`1+Enumerator[[System.Int32, System.Private.CoreLib]].MoveNext()", "MoveNext")]
    [InlineData("N.List<(int, string)>..ctor(IEnumerable<KeyValuePair<int, string>>, int)", "N.List`1[[System.Int32, A]]..ctor(System.Collections.Generic.IEnumerable`1<System.Collections.Generic.KeyValuePair`2<Int32,System.String>>, Int32)", ".ctor")]
    [InlineData("Regex_Scan(RegexRunner, ReadOnlySpan<char>) [#1]", "DynamicClass.Regex12_Scan(A, B)", "Regex12_Scan")]
    [InlineData("N.W.~W()", "N.W.Finalize()", "Finalize")]
    [InlineData("N.W<__Canon>.IFace.Run()", "N.W`1[[System.__Canon, A]].M.IFace.Run()", "Run")]
    [InlineData("Burner.main@44 lambda(int)", "Burner+main@44.Invoke(Int32)", "Invoke")]
    [InlineData("Burner.Numbers iterator", "Burner+VB$StateMachine_3_Numbers.MoveNext()", "MoveNext")]
    [InlineData("Burner.lambda#0(int)", "Burner+_Closure$__._Lambda$__1-0(Int32)", "_Lambda$__1-0")]
    public void A_name_is_that_of_its_method(string canonical, string signature, string name) =>
        Assert.True(CanonicalIdentifiers.AreSame(canonical, LiveMethod.Parse(signature, name)), LiveMethod.Parse(signature, name).ToString());

    [Theory]
    [InlineData("N.W.Work(int)", "N.W.Work()", "Work")]
    [InlineData("N.W.Work(int)", "N.W.Other(Int32)", "Other")]
    [InlineData("N.W.Work(int)", "N.V.Work(Int32)", "Work")]
    [InlineData("N.W.Work(int)", "M.W.Work(Int32)", "Work")]
    [InlineData("N.W.Work lambda#1(int)", "N.W+<>c.<Other>b__0_1(Int32)", "<Other>b__0_1")]
    [InlineData("N.W.Work.Local(int)", "N.W.<Work>g__Other|0_0(Int32)", "<Work>g__Other|0_0")]
    [InlineData("N.W.Work async", "N.W+<Other>d__3.MoveNext()", "MoveNext")]
    [InlineData("dynamic1(int)", "DynamicClass.dynamic2(Int32)", "dynamic2")]
    public void Another_methods_name_is_not(string canonical, string signature, string name) =>
        Assert.False(CanonicalIdentifiers.AreSame(canonical, LiveMethod.Parse(signature, name)));
}
