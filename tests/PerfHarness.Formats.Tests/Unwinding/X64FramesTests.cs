using PerfHarness.Formats.Unwinding;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Unwinding;

/// <summary>Generated code is executed instruction by instruction on a stack with known values; every row must lead to the caller's.</summary>
[TimeLimit(60)]
public sealed class X64FramesTests
{
    // What .NET's compiler makes: DOTNET_JitDisasm with DOTNET_JitDisasmWithCodeBytes=1.
    private static readonly (string Code, string State)[] FramePointer =
    [
        ("55", ""),
        ("41 57", "push 6"),
        ("53", "push 15"),
        ("48 83 ec 18", "push 3"),
        ("48 8d 6c 24 28", "sub 24"),
        ("8b c7", "frame"),
        ("e8 00 00 00 00", ""),
        ("48 83 c4 18", ""),
        ("5b", "add 24"),
        ("41 5f", "pop 3"),
        ("5d", "pop 15"),
        ("c3", "pop 6"),
    ];

    private static readonly (string Code, string State)[] StackPointer =
    [
        ("41 57", ""),
        ("53", "push 15"),
        ("48 83 ec 18", "push 3"),
        ("48 8b df", "sub 24"),
        ("e8 00 00 00 00", ""),
        ("8b c3", ""),
        ("48 83 c4 18", ""),
        ("5b", "add 24"),
        ("41 5f", "pop 3"),
        ("c3", "pop 15"),
    ];

    private static readonly (string Code, string State)[] LargeFrame =
    [
        ("55", ""),
        ("41 56", "push 6"),
        ("4c 8d 9c 24 00 e0 ff ff", "push 14"),
        ("e8 00 00 00 00", ""),
        ("48 81 ec 00 20 00 00", ""),
        ("48 8d ac 24 08 20 00 00", "sub 8192"),
        ("33 c0", "frame"),
        ("48 8d 65 f8", ""),
        ("41 5e", "restore 8"),
        ("5d", "pop 14"),
        ("c3", "pop 6"),
    ];

    public static TheoryData<string> Functions => ["frame pointer", "stack pointer", "large frame"];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_instruction_of_a_function_leads_to_its_caller(string name)
    {
        var function = name switch { "frame pointer" => FramePointer, "stack pointer" => StackPointer, _ => LargeFrame };
        var code = Convert.FromHexString(string.Concat(function.Select(f => f.Code)).Replace(" ", ""));
        var machine = new Machine();
        var offset = 0;
        foreach (var (bytes, state) in function)
        {
            machine.Apply(state);
            machine.AssertLeadsToCaller(X64Frames.Find(code, offset), $"{name}: {bytes}");
            offset += bytes.Replace(" ", "").Length / 2;
        }
    }

    [Fact]
    public void A_loop_that_was_replaced_while_it_ran_leads_to_the_methods_caller()
    {
        var code = Convert.FromHexString((
            "488B4500 50 4883EC20 4C89BC24B8000000 4C89B424B0000000 48899C24A8000000 488D6C2420 488B5D60"
            + "81FFE8030000 7D39 4881C4A8000000 5B 415E 415F 5D C3").Replace(" ", ""));
        // In the body: rsp, 168 bytes, rbx, r14, r15, rbp, the return address.
        var stack = new byte[512];
        var (start, body) = (0x1000ul, 41);
        void Put(int at, ulong value) => BitConverter.TryWriteBytes(stack.AsSpan(at), value);
        Put(168, 3);
        Put(176, 14);
        Put(184, 15);
        Put(192, 6);
        Put(200, 0x4242);
        var registers = default(RegisterValues);
        registers.Set(7, start);
        registers.Set(6, start + 0x20);
        var copy = new StackCopy(start, stack);
        Assert.Equal(FrameStepResult.Caller, FrameStep.Apply(X64Frames.Find(code, body), UnwindMachine.X64, ref registers, ref copy));
        Assert.Equal((0x4242ul, start + 208, 6ul, 3ul, 14ul, 15ul),
            (registers.Get(16), registers.Get(7), registers.Get(6), registers.Get(3), registers.Get(14), registers.Get(15)));
    }

    [Theory]
    [InlineData("ff 25 00 00 00 00", 0)] // a precode
    [InlineData("49 bb 00 00 00 00 00 00 00 00 41 ff e3", 10)]
    [InlineData("48 89 37 c3", 3)] // a write barrier
    public void A_stub_has_no_frame(string code, int offset)
    {
        var machine = new Machine();
        machine.AssertLeadsToCaller(X64Frames.Find(Convert.FromHexString(code.Replace(" ", "")), offset), code);
    }

    [Fact]
    public void Random_code_gives_a_row_at_every_offset()
    {
        var random = new Random(20);
        var code = new byte[48];
        for (var round = 0; round < 50_000; round++)
        {
            random.NextBytes(code);
            code[0] = round % 3 == 0 ? (byte)0x55 : code[0];
            Assert.NotNull(X64Frames.Find(code, random.Next(code.Length)));
        }
    }

    // A stack that grows down from the caller's frame, and registers with values of their own: register n holds 1000 + n.
    private sealed class Machine
    {
        private const ulong Top = 0x10_0000;
        private const ulong ReturnAddress = 0x4242;
        private readonly byte[] _memory = new byte[0x4000];
        private readonly Dictionary<int, ulong> _registers = Enumerable.Range(0, 16).ToDictionary(r => r, r => 1000ul + (ulong)r);

        public Machine()
        {
            _registers[7] = Top - 64;
            Push(ReturnAddress);
        }

        public void Apply(string state)
        {
            var words = state.Split(' ');
            var number = words.Length > 1 ? int.Parse(words[1]) : 0;
            switch (words[0])
            {
                case "push":
                    Push(_registers[number]);
                    _registers[number] = 77; // what it was is on the stack only
                    break;
                case "pop":
                    _registers[number] = BitConverter.ToUInt64(_memory, Offset(_registers[7]));
                    _registers[7] += 8;
                    break;
                case "sub":
                    _registers[7] -= (ulong)number;
                    break;
                case "add":
                    _registers[7] += (ulong)number;
                    break;
                case "frame":
                    _registers[6] = Top - 64 - 16;
                    break;
                case "restore":
                    _registers[7] = _registers[6] - (ulong)number;
                    break;
            }
        }

        public void AssertLeadsToCaller(UnwindRow row, string what)
        {
            var registers = default(RegisterValues);
            foreach (var (register, value) in _registers)
            {
                registers.Set(register, value);
            }

            var stack = new StackCopy(_registers[7], _memory.AsSpan(Offset(_registers[7])));
            Assert.True(FrameStep.Apply(row, UnwindMachine.X64, ref registers, ref stack) == FrameStepResult.Caller, what);
            Assert.True((ReturnAddress, Top - 64) == (registers.Get(16), registers.Get(7)), $"{what}: 0x{registers.Get(16):x}, 0x{registers.Get(7):x}");
            foreach (var saved in new[] { 3, 6, 12, 13, 14, 15 })
            {
                Assert.True(1000ul + (ulong)saved == registers.Get(saved), $"{what}: register {saved} is {registers.Get(saved)}");
            }
        }

        private void Push(ulong value)
        {
            _registers[7] -= 8;
            BitConverter.TryWriteBytes(_memory.AsSpan(Offset(_registers[7])), value);
        }

        private int Offset(ulong address) => _memory.Length - (int)(Top - address);
    }
}
