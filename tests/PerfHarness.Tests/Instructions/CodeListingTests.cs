using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Formats.Elf;
using PerfHarness.Instructions;
using PerfHarness.Profiles;
using PerfHarness.Reports.Html;
using PerfHarness.Symbols;

namespace PerfHarness.Tests.Instructions;

/// <summary>Listings of code that the tests make up.</summary>
public sealed class CodeListingTests
{
    // push rbp; mov eax,1; dec eax; jne -4; call +0x100; pop rbp; ret
    private static readonly byte[] Loop = [0x55, 0xb8, 1, 0, 0, 0, 0xff, 0xc8, 0x75, 0xfc, 0xe8, 0, 1, 0, 0, 0x5d, 0xc3];

    private static readonly FunctionName Name = new("app", "Work.Run()");
    private readonly ProfileBuilder _builder = new();
    private readonly CodeTable _code = new();

    [Fact]
    public void Bodies_of_one_function_are_apart_and_the_hottest_is_first()
    {
        AddSamples(Body(0x1000, ElfMachine.X64, FrameKind.ReadyToRun, CodeTier.PreJit), 0x1006, 10);
        AddSamples(Body(0x7f00_0000, ElfMachine.X64, FrameKind.Jit, CodeTier.OptimizedTier1, process: 7), 0x7f00_0006, 80);
        AddSamples(Body(0x7f00_0000, ElfMachine.X64, FrameKind.Jit, CodeTier.OptimizedTier1, process: 8), 0x7f00_0008, 5);
        AddSamples(Body(0x7f00_8000, ElfMachine.X64, FrameKind.Jit, CodeTier.OptimizedTier1Osr, process: 7), 0x7f00_8006, 3);
        var listing = Build();

        Assert.Equal(98, listing.Samples);
        Assert.Equal(
            ["JIT tier 1, process 7: 80 samples (81.63 %)", "ReadyToRun: 10 samples (10.20 %)", "JIT tier 1, process 8: 5 samples (5.10 %)",
                "JIT tier 1 OSR, process 7: 3 samples (3.06 %)"],
            listing.Bodies.Select(listing.GetBodyTitle));
        Assert.Equal(listing.Samples, listing.Bodies.Sum(b => b.Instructions.Sum(i => i.Samples)));
    }

    [Fact]
    public void Jumps_calls_and_the_hottest_instructions_are_marked()
    {
        var body = Body(0x1000, ElfMachine.X64);
        AddSamples(body, 0x1006, 96);
        AddSamples(body, 0x1008, 4);
        var rows = Assert.Single(Build().Bodies).Instructions;

        Assert.Equal([0x1000, 0x1001, 0x1006, 0x1008, 0x100a, 0x100f, 0x1010], rows.Select(r => (int)r.Address));
        Assert.Equal("jne    1006 ↑", rows[3].GetFullText());
        Assert.Equal(2, rows[3].Jump);
        Assert.True(rows[2] is { IsJumpTarget: true, IsHot: true });
        Assert.False(rows[3].IsHot);
        Assert.Equal("call   110f <Work.Callee()+0xf>", rows[4].GetFullText());
    }

    [Fact]
    public void Context_leaves_out_instructions_and_says_where()
    {
        AddSamples(Body(0x1000, ElfMachine.X64), 0x1010, 1);
        var rows = Assert.Single(Build(new ListingOptions { Context = 1 }).Bodies).Instructions;

        Assert.Equal([0x100f, 0x1010], rows.Select(r => (int)r.Address));
        Assert.Equal([true, false], rows.Select(r => r.FollowsGap));
    }

    [Fact]
    public void Code_of_another_processor_is_listed_by_address_and_says_so()
    {
        AddSamples(Body(0x1000, ElfMachine.Arm64), 0x1008, 4);
        var body = Assert.Single(Build().Bodies);

        Assert.Empty(body.Instructions);
        Assert.Equal([new AnnotatedLocation(0, 0x1008, 4)], body.Locations);
        Assert.Contains("No instructions: instructions of Arm64 code cannot be shown, only those of x86 and x86-64.", body.GetNotes());
    }

    [Fact]
    public void Instructions_of_32_bit_programs_are_decoded_as_such()
    {
        AddSamples(Body(0x1000, ElfMachine.I386), 0x1000, 1);
        Assert.Equal("push   ebp", Assert.Single(Build().Bodies).Instructions[0].Text);
    }

    [Theory]
    [InlineData("cpu-clock:pppH", "Skid: the timer")]
    [InlineData("task-clock", "Skid: the timer")]
    [InlineData("cycles", "Skid: a counter")]
    [InlineData("cycles:u", "Skid: a counter")]
    [InlineData("cycles:p", "Skid: samples are at the instruction after")]
    [InlineData("cycles:ppu", "No skid: the processor")]
    [InlineData("cycles:P", "No skid: the processor")]
    [InlineData("syscalls:sys_enter_connect", "No skid: the event is recorded where")]
    [InlineData("probe_libc:malloc", "No skid: the event is recorded where")]
    [InlineData("page-faults:u", "No skid: the event is recorded where")]
    public void Skid_depends_on_the_event(string name, string expected) =>
        Assert.StartsWith(expected, SkidNote.Get(new EventInfo(name, 997, "samples")), StringComparison.Ordinal);

    [Fact]
    public void A_page_allows_nothing_but_its_own_style_and_escapes_names()
    {
        AddSamples(Body(0x1000, ElfMachine.X64, callee: "<script>alert('1')</script>\u202e"), 0x1006, 5);
        var stream = new MemoryStream();
        new HtmlListingWriter().Write(Build(), stream);
        var page = Encoding.UTF8.GetString(stream.ToArray());

        Assert.Contains("default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert('1')&lt;/script&gt;\\u202e", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#b0i2\">jne    1006 ↑</a>", page, StringComparison.Ordinal);
        Assert.Contains("<tr id=\"b0i2\" class=\"hot h4\"><td class=\"n p\">100.00<td class=\"n p\">5<td class=\"n\">1006", page, StringComparison.Ordinal);
    }

    private CodeListing Build(ListingOptions? options = null)
    {
        var profile = _builder.Build();
        return CodeListingBuilder.Build(SampleFilter.None.Apply(profile), FunctionQuery.Find(profile.Functions, Name.Name), _code, options ?? new ListingOptions());
    }

    private Frame Body(
        ulong start, ElfMachine machine, FrameKind kind = FrameKind.Native, CodeTier tier = CodeTier.None, int? process = null, string callee = "Work.Callee()")
    {
        var symbol = new Symbol(start, (ulong)Loop.Length, Name, kind, tier);
        return new Frame(_builder.Functions.Intern(Name), kind, tier) { Code = _code.Intern(symbol, new MadeUpCode(machine, callee), start, process) };
    }

    private void AddSamples(Frame body, ulong address, int count)
    {
        var stack = _builder.Stacks.Intern(StackId.Empty, _builder.Frames.Intern(body with { Address = address }));
        if (_builder.Runs.Count == 0)
        {
            _builder.AddRun(new RunInfo());
        }

        var thread = _builder.AddThread(new ThreadInfo(1, 1, "app"));
        _builder.Samples.Add(new Sample(stack, thread, _builder.AddEvent(new EventInfo("cpu-clock", 997, "ns")), new RunId(0), -1, count, count));
    }

    private sealed class MadeUpCode(ElfMachine machine, string callee) : ISymbolSource
    {
        public Symbol? Find(ulong address) => new(address & ~0xfful, 0x100, new FunctionName("app", callee), FrameKind.Native);

        public MachineCode ReadCode(Symbol symbol) => MachineCode.Create(Loop, machine, "made up");
    }
}
