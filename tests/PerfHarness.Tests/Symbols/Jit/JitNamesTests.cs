using PerfHarness.Profiles;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class JitNamesTests
{
    // Written by Node 20.20 with --perf-basic-prof --interpreted-frames-native-stack, and by older versions as documented.
    [Theory]
    [InlineData("JS:*f /srv/app/a.js:1:11", "a.js", "f", CodeTier.Optimized, 1)]
    [InlineData("JS:^get g /srv/app/a.js:2:71", "a.js", "get g", CodeTier.QuickJitted, 2)]
    [InlineData("JS:~weird name;x /srv/my app/a.js:4:27", "a.js", "weird name;x", CodeTier.Interpreted, 4)]
    [InlineData("JS:~ /srv/app/a.js:5:287", "a.js", "(anonymous)", CodeTier.Interpreted, 5)]
    [InlineData("JS:~ /srv/app/a.js:1:1", "a.js", "(top level)", CodeTier.Interpreted, 1)]
    [InlineData("JS:+Module._extensions..js node:internal/modules/cjs/loader:1604:37", "node:internal/modules/cjs/loader", "Module._extensions..js", CodeTier.Optimized, 1604)]
    [InlineData("JS:*parse /app/node_modules/a/node_modules/@s/b/lib/index.js:3:4", "@s/b/lib/index.js", "parse", CodeTier.Optimized, 3)]
    [InlineData("LazyCompile:~foo file.js:12", "file.js", "foo", CodeTier.Interpreted, 12)]
    [InlineData("LazyCompile:*foo file:///x/m.mjs:12:3", "m.mjs", "foo", CodeTier.Optimized, 12)]
    [InlineData("Script:~ /srv/app/a.js:1:1", "a.js", "(top level)", CodeTier.Interpreted, 1)]
    [InlineData("Eval:~ :1:1", "[eval]", "(eval)", CodeTier.Interpreted, 0)]
    [InlineData("RegExp:a(b+)c", "[regexp]", "/a(b+)c/", CodeTier.None, 0)]
    [InlineData("py::work:/app/my.py", "my.py", "work", CodeTier.Interpreted, 0)]
    public void Script_functions_have_their_file_as_module_and_their_tier_apart(string text, string module, string function, CodeTier tier, int line)
    {
        var name = JitNames.Parse(text);

        Assert.Equal(new FunctionName(module, function), name.Name);
        Assert.Equal((FrameKind.Jit, tier, line), (name.Kind, name.Tier, name.Source?.Line ?? 0));
    }

    [Theory]
    [InlineData("Builtin:RecordWriteSaveFP", "RecordWriteSaveFP")]
    [InlineData("BytecodeHandler:LdaZero", "BytecodeHandler:LdaZero")]
    [InlineData("Stub:CEntry", "Stub:CEntry")]
    public void What_V8_generated_for_itself_is_a_stub(string text, string expected) =>
        Assert.Equal((new FunctionName("[v8]", expected), true), (JitNames.Parse(text).Name, JitNames.Parse(text).Kind == FrameKind.Stub));

    // Written by OpenJDK 17.0.15 with -XX:+DumpPerfMapAtExit.
    [Theory]
    [InlineData("int B.f(int)", "[java]", "B.f(int)", false)]
    [InlineData("java.util.stream.Sink java.util.stream.IntPipeline$10.opWrapSink(int, java.util.stream.Sink)", "[java]", "java.util.stream.IntPipeline$10.opWrapSink(int, Sink)", false)]
    [InlineData("void B$R.<init>(int, java.lang.String[])", "[java]", "B$R.<init>(int, String[])", false)]
    [InlineData("int B.lambda$main$1(int)", "[java]", "B.main lambda#1(int)", false)]
    [InlineData("java.lang.Object B$$Lambda$10/0x00007fa1480026a0.apply(java.lang.Object)", "[java]", "B$$Lambda.apply(Object)", false)]
    [InlineData("long java.lang.invoke.LambdaForm$MH/0x00007fa14800f000.invoke(java.lang.Object, int)", "[java]", "java.lang.invoke.LambdaForm$MH.invoke(Object, int)", false)]
    [InlineData("Lfoo/Bar;::baz", "[java]", "foo.Bar.baz", false)]
    [InlineData("Interpreter", "[hotspot]", "Interpreter", true)]
    [InlineData("access_field_patching Runtime1 stub", "[hotspot]", "access_field_patching Runtime1 stub", true)]
    [InlineData("I2C/C2I adapters", "[hotspot]", "I2C/C2I adapters", true)]
    public void Java_methods_are_distinguished_from_the_runtimes_own_code(string text, string module, string expected, bool isStub)
    {
        var name = JitNames.Parse(text, isHotSpot: true);

        Assert.Equal((new FunctionName(module, expected), isStub), (name.Name, name.Kind == FrameKind.Stub));
    }

    [Fact]
    public void A_name_of_no_known_runtime_is_itself() =>
        Assert.Equal(new ManagedName(new FunctionName("[jit]", "julia_sum_123"), FrameKind.Jit), JitNames.Parse("julia_sum_123"));

    [Fact]
    public void Every_text_gives_a_name_in_linear_time()
    {
        string[] pieces = ["[", "]", "<", ">", "(", ")", "::", "+", "/", "`1", "`99999999", "!0", "!!", "method ", "*", "&", ",", " ", "class ", "[A] ", "int32", "N.W", "<>c", "d__0", "b__1", "g__L|0", "stub<", "JS:~", "L", ";::", "\\", "é", "\ud800", "\0", "/* ", "*/", "modreq(", " [", "@12", "$", "_Lambda$__"];
        var random = new Random(3);
        for (var round = 0; round < 30_000; round++)
        {
            var text = "int32 [A] N" + string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
            var start = random.Next(11);
            Assert.NotEqual("", JitNames.Parse(text.AsSpan(start), random.Next(2) == 0).Name.Name);
        }

        foreach (var piece in pieces)
        {
            var name = JitNames.Parse("int32 [A] N.W" + string.Concat(Enumerable.Repeat(piece, 200_000)) + "::M()").Name;
            Assert.InRange(name.Name.Length, 1, 4 * ManagedNames.MaxLength);
        }
    }
}
