using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class ParameterListTests
{
    [Theory]
    // C#
    [InlineData("System.Text.Json.Utf8JsonReader.ConsumeValue(byte)", "System.Text.Json.Utf8JsonReader.ConsumeValue")]
    [InlineData("Acme.Map<(int, string)>.Add(Func<(int, int), string>)", "Acme.Map<(int, string)>.Add")]
    [InlineData("Acme.Parser..ctor()", "Acme.Parser..ctor")]
    [InlineData("W.Work lambda(int)", "W.Work lambda")]
    [InlineData("W.Work.local(ref int)", "W.Work.local")]
    [InlineData("Acme.Map<(int, string)>.Count", "Acme.Map<(int, string)>.Count")]
    // C++
    [InlineData("ns::Type<int>::run(char const*) const", "ns::Type<int>::run")]
    [InlineData("ns::Type::run(int) const &", "ns::Type::run")]
    [InlineData("ns::Type::run(int) volatile&&", "ns::Type::run")]
    [InlineData("ns::Type::run() const noexcept", "ns::Type::run")]
    [InlineData("(anonymous namespace)::run(int)", "(anonymous namespace)::run")]
    [InlineData("ns::(anonymous namespace)", "ns::(anonymous namespace)")]
    [InlineData("Functor::operator()(int) const", "Functor::operator()")]
    [InlineData("Functor::operator()() const", "Functor::operator()")]
    [InlineData("Functor::operator()", "Functor::operator()")]
    [InlineData("operator()", "operator()")]
    [InlineData("my_operator()", "my_operator")]
    [InlineData("Wrapper::operator int() const", "Wrapper::operator int")]
    [InlineData("bool operator< <int>(Wrapper<int> const&, int)", "bool operator< <int>")]
    [InlineData("main::{lambda(int)#1}::operator()(char) const", "main::{lambda(int)#1}::operator()")]
    [InlineData("Foo::bar(int)::{lambda()#1}::operator()() const", "Foo::bar(int)::{lambda()#1}::operator()")]
    [InlineData("Foo::bar(int)::{lambda()#1}", "Foo::bar(int)::{lambda()#1}")]
    [InlineData("main::'lambda'(int)::operator()(int) const", "main::'lambda'(int)::operator()")]
    [InlineData("std::function<void (int)>::operator()(int) const", "std::function<void (int)>::operator()")]
    [InlineData("void apply<void (*)(int)>(void (*)(int))", "void apply<void (*)(int)>")]
    [InlineData("f(int) [clone .cold]", "f")]
    [InlineData("f(int) (.cold)", "f")]
    [InlineData("f(int)@plt", "f")]
    [InlineData("memcpy@plt", "memcpy@plt")]
    // Rust
    [InlineData("<alloc::vec::Vec<(u8, u8)> as Extend>::extend", "<alloc::vec::Vec<(u8, u8)> as Extend>::extend")]
    [InlineData("core::ptr::drop_in_place<dyn Fn()>", "core::ptr::drop_in_place<dyn Fn()>")]
    [InlineData("core::ops::function::FnOnce::call_once{{vtable.shim}}", "core::ops::function::FnOnce::call_once{{vtable.shim}}")]
    [InlineData("app::main::{{closure}}", "app::main::{{closure}}")]
    // Java
    [InlineData("java.util.HashMap.get(java.lang.Object)", "java.util.HashMap.get")]
    [InlineData("Main.lambda$run$0(int[])", "Main.lambda$run$0")]
    [InlineData("Ljava/util/HashMap;::get", "Ljava/util/HashMap;::get")]
    // Go
    [InlineData("net/http.(*Client).Do", "net/http.(*Client).Do")]
    [InlineData("main.(*worker).run.func1", "main.(*worker).run.func1")]
    [InlineData("main.Map[go.shape.int]", "main.Map[go.shape.int]")]
    // JavaScript, Python, and what has no name
    [InlineData("(anonymous)", "(anonymous)")]
    [InlineData("py::load:/home/me/a (1)/load.py", "py::load:/home/me/a (1)/load.py")]
    [InlineData("[unknown]", "[unknown]")]
    [InlineData("const", "const")]
    [InlineData("f)", "f)")]
    [InlineData("", "")]
    public void Only_what_is_a_parameter_list_is_removed(string name, string expected) => Assert.Equal(expected, ParameterList.Remove(name));
}
