using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Dwarf;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

/// <summary>Functions that only debug information names, or that several files have.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class ScopedNamesTests : IDisposable
{
    private readonly CompilerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-O0 -g")]
    [InlineData("-O0 -g -gdwarf-4")]
    public void A_composed_name_is_the_demangled_one(string options)
    {
        // Not inlined, each has a symbol with a mangled name, and in the debug information none.
        var path = _folder.Compile("a.cpp", """
            #include <cstddef>
            #include <string>
            volatile int sink;
            namespace { namespace inner { struct Z { int v; void run(int n) { sink = n; } void get(long a, unsigned char b) const { sink = b; } static void st() { sink = 1; }
                Z(int x) : v(x) {} ~Z() {} operator int() { return v; } bool operator<(const Z& o) const { return v < o.v; }
                template <class T> void tmpl(T t) { sink = (int)t; } }; enum class E { A }; }
              void plain() { sink = 1; }
              void types(const char* a, const std::string& b, void* c, unsigned long d, long long e, bool f, double g, float* const h, int** i, std::size_t j, short k, unsigned short l) { sink = 2; }
              void more(inner::Z z, inner::Z&& r, inner::E e, signed char s, wchar_t w, void (*p)(int, char*), int a[3]) { sink = 3; }
              void variadic(const char* f, ...) { sink = 4; }
              int run(int n) { return n; } int run(long n) { return (int)n; }
              template <class T> T same(T t) { return t; }
              struct Base { virtual void v(int) { sink = 5; } virtual ~Base() {} }; struct Derived : Base { void v(int) override { sink = 6; } };
            }
            static void file(int n) { struct L { static void run(int n) { sink = n; } }; L::run(n);
              auto one = [n](int k) { sink = n + k; }; auto two = [n](int k) { sink = n - k; }; auto other = [](long k) { sink = (int)k; }; one(1); two(2); other(3); }
            int main() { inner::Z z(1); z.run(1); z.get(1, 2); inner::Z::st(); sink = (int)z + (z < z); z.tmpl(1.5); z.tmpl('c'); plain(); types(0, "", 0, 1, 1, true, 1, 0, 0, 1, 1, 1);
              more(z, 2, inner::E::A, 1, L'x', 0, 0); variadic("x"); run(1); run(1L); same(1L); same<inner::Z*>(&z); Derived d; Base* b = &d; b->v(1); file(1); }
            """, options.Split(' '));

        using var file = ElfFile.Open(path);
        var debug = DwarfInfo.Read(file)!;
        var compared = new List<(string Expected, string? Actual)>();
        foreach (var section in file.Sections.Where(s => s.Type == SectionType.SymbolTable))
        {
            compared.AddRange(Read(file, section).Select(s => (Demangler.Demangle(s.Name), debug.FindFunction(s.Address)))
                .Where(p => p.Item2 is { IsMangled: false }).Select(p => (p.Item1, p.Item2!.Name)));
        }

        Assert.True(compared.Count >= 20, $"only {compared.Count}");
        Assert.Empty(compared.Where(p => p.Expected != p.Actual).Select(p => $"{p.Expected} is {p.Actual}"));
    }

    [Fact]
    public void Inlined_functions_of_one_name_in_different_scopes_are_different_functions()
    {
        var path = _folder.Compile("a.cpp", """
            volatile int sink;
            #define INLINE __attribute__((always_inline)) inline
            namespace a { struct X { static INLINE void run(int n) { for (int i = 0; i < n; i++) sink = i; } }; }
            namespace b { struct Y { INLINE void run(int n) { for (int i = 0; i < n; i++) sink = i * 2; } }; }
            namespace { INLINE void run(int n) { for (int i = 0; i < n; i++) sink = i * 3; } struct Z { INLINE void run(int n) const { for (int i = 0; i < n; i++) sink = i * 4; } }; }
            static INLINE void run(long n) { for (long i = 0; i < n; i++) sink = i * 5; }
            int main(int argc, char**) { a::X::run(argc); b::Y().run(argc); run(argc); Z().run(argc); run(10L * argc); }
            """, "-O1", "-g");

        Assert.Equal(
            ["(anonymous namespace)::Z::run(int) const", "(anonymous namespace)::run(int)", "a::X::run(int)", "b::Y::run(int)", "run(long)"],
            FindInlinedNames(path));
    }

    [Theory]
    [InlineData("-O1 -g", "work [a.c]", "work [b.c]")]
    [InlineData("-O1", "work [a.c]", "work [b.c]")]
    public void Static_functions_of_two_files_are_different_functions(string options, string first, string second)
    {
        const string Text = "static __attribute__((noinline)) void work(volatile int* p, int n) { for (int i = 0; i < n; i++) *p += i * %; }\nstatic __attribute__((noinline)) void only%(volatile int* p) { *p = %; }\nvoid call%(volatile int* p, int n) { work(p, n); only%(p); }\n";
        File.WriteAllText(_folder.PathOf("a.c"), Text.Replace("%", "3"));
        File.WriteAllText(_folder.PathOf("b.c"), "\n\n" + Text.Replace("%", "5"));
        var path = _folder.Compile("m.c", "void call3(volatile int*, int); void call5(volatile int*, int); int main(int c, char** v) { volatile int s = 0; call3(&s, c); call5(&s, c); return s; }",
            [.. options.Split(' '), _folder.PathOf("a.c"), _folder.PathOf("b.c")]);

        var names = FindNames(path);

        Assert.Superset(new HashSet<string> { first, second, "only3", "only5", "main" }, names);
        Assert.DoesNotContain("work", names);
    }

    [Fact]
    public void A_static_function_has_one_name_inlined_or_not()
    {
        const string Text = "extern volatile int sink;\nstatic void work(int n) { for (int i = 0; i < n; i++) sink += i * %; }\nvoid call%(int n) { work(n); }\n__attribute__((noinline)) void indirect%(void (**f)(int)) { *f = work; }\n";
        File.WriteAllText(_folder.PathOf("a.c"), Text.Replace("%", "3"));
        File.WriteAllText(_folder.PathOf("b.c"), "\n" + Text.Replace("%", "5"));
        var path = _folder.Compile("m.c", "volatile int sink; void call3(int); void call5(int); void indirect3(void (**)(int)); void indirect5(void (**)(int)); int main(int c, char** v) { void (*f)(int); call3(c); call5(c); indirect3(&f); f(1); indirect5(&f); f(1); }",
            "-O2", "-g", _folder.PathOf("a.c"), _folder.PathOf("b.c"));

        Assert.Equal(["work [a.c]", "work [b.c]"], FindInlinedNames(path));
        Assert.Superset(new HashSet<string> { "work [a.c]", "work [b.c]" }, FindNames(path));
    }

    [Fact]
    public void A_static_function_of_a_header_is_one_function()
    {
        Directory.CreateDirectory(_folder.PathOf("inc"));
        File.WriteAllText(_folder.PathOf("inc/list.h"), "static __attribute__((noinline)) void add(volatile int* p, int n) { for (int i = 0; i < n; i++) *p += i; }\n");
        File.WriteAllText(_folder.PathOf("a.c"), "#include \"inc/list.h\"\nvoid a(volatile int* p, int n) { add(p, n); }\n");
        var path = _folder.Compile("m.c", "#include \"inc/list.h\"\nvoid a(volatile int* p, int n);\nint main(int c, char** v) { volatile int s = 0; a(&s, c); add(&s, c); return s; }\n",
            "-O1", "-g", _folder.PathOf("a.c"));

        Assert.Superset(new HashSet<string> { "add", "a", "main" }, FindNames(path));
    }

    private static SortedSet<string> FindInlinedNames(string path) => new(Search(path, (source, address) => source.FindInlined(address).Select(c => c.Name.Name)), StringComparer.Ordinal);

    private static HashSet<string> FindNames(string path) => [.. Search(path, (source, address) => source.Find(address) is { Named: true } symbol ? [symbol.Name.Name] : [])];

    private static List<string> Search(string path, Func<PerfHarness.Symbols.ISymbolSource, ulong, IEnumerable<string>> find)
    {
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        using var file = ElfFile.Open(path);
        var text = file.FindSection(".text")!;
        var source = symbols.Open(path).Source;
        var found = new List<string>();
        for (ulong at = 0; at < text.Size; at++)
        {
            found.AddRange(find(source, text.Address + at));
        }

        return found;
    }

    private static List<(ulong Address, string Name)> Read(ElfFile file, ElfSection section)
    {
        var symbols = new ElfSymbolTable(file, section);
        var found = new List<(ulong, string)>();
        for (var i = 1; i < symbols.Count; i++)
        {
            if (symbols[i].Type == SymbolType.Function)
            {
                found.Add((symbols[i].Value, System.Text.Encoding.UTF8.GetString(symbols.GetName(symbols[i].NameOffset, 4096))));
            }
        }

        return found;
    }
}
