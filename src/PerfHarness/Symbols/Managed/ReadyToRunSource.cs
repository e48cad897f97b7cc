using System.Globalization;
using System.Reflection.PortableExecutable;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// Names the precompiled code of a managed image. Addresses are RVAs (counted from the first address that a bundle gives
/// its assembly); <see cref="GetAddress"/> makes one of the file offset that a mapping gives. A method's hot and cold part
/// are two symbols of one name.
/// </summary>
internal sealed class ReadyToRunSource : ISymbolSource, IDisposable
{
    private readonly ReadyToRunImage _image;
    private readonly Symbol?[] _symbols;
    private readonly ulong _first;

    private ReadyToRunSource(ReadyToRunImage image, ulong first)
    {
        (_image, _first) = (image, first);
        _symbols = new Symbol?[image.RangeCount];
    }

    /// <summary>The assembly's simple name; the file's name for a composite image.</summary>
    public string Module => _image.SimpleName;

    /// <summary>Opens an image; null where it has no precompiled code (IL only), which is not an error.</summary>
    /// <param name="folders">Folders that may have assemblies that the code refers to, besides the image's own folder.</param>
    /// <param name="bundle">The single-file application that the image is in, with <paramref name="entry"/>.</param>
    /// <param name="firstAddress">The address of RVA 0.</param>
    /// <exception cref="InputException">The file cannot be opened or is not a PE file.</exception>
    public static ReadyToRunSource? Open(
        string path, DiagnosticBag diagnostics, IEnumerable<string>? folders = null, Bundle? bundle = null, BundleEntry? entry = null,
        ulong firstAddress = 0) =>
        ReadyToRunImage.Open(path, diagnostics, folders, bundle, entry) is { } image ? new ReadyToRunSource(image, firstAddress) : null;

    /// <summary>The RVA that a byte of the file is loaded to; for a byte that is not loaded an address that has no symbol.</summary>
    public ulong GetAddress(ulong fileOffset) =>
        fileOffset <= long.MaxValue && _image.TryGetRva((long)fileOffset, out var rva) ? _first + rva : ulong.MaxValue;

    /// <inheritdoc cref="ReadyToRunImage.IsReturnAddress"/>
    public bool IsReturnAddress(ulong address) => address - _first <= uint.MaxValue && _image.IsReturnAddress((uint)(address - _first));

    public Symbol? Find(ulong address)
    {
        var range = address - _first <= uint.MaxValue ? _image.Find((uint)(address - _first)) : -1;
        return range < 0 ? null
            : _symbols[range] ?? Interlocked.CompareExchange(ref _symbols[range], Create(range), null) ?? _symbols[range];
    }

    public string? FindPointer(ulong address) =>
        address - _first > uint.MaxValue || _image.FindImportCell((uint)(address - _first)) is not { } cell ? null
            : cell.IsMethod ? ManagedNames.Parse(cell.Text).Name.Name : cell.Text;

    public MachineCode ReadCode(Symbol symbol)
    {
        var range = symbol.Start - _first <= uint.MaxValue ? _image.Find((uint)(symbol.Start - _first)) : -1;
        var machine = _image.Machine switch
        {
            Machine.Amd64 => ElfMachine.X64,
            Machine.I386 => ElfMachine.I386,
            Machine.Arm64 => ElfMachine.Arm64,
            Machine.Arm or Machine.ArmThumb2 => ElfMachine.Arm,
            _ => ElfMachine.None,
        };
        return range < 0
            ? MachineCode.Create([], machine, _image.Path)
            : MachineCode.Create(_image.GetCode(range).ToArray(), machine, _image.Path) with { OwnStart = symbol.Start - _first };
    }

    public void Dispose() => _image.Dispose();

    private Symbol Create(int number)
    {
        var range = _image.GetRange(number);
        if (_image.GetName(number) is not { } name)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Module}!0x{range.Start:x}");
            return new Symbol(_first + range.Start, range.Size, new FunctionName(Module, place), FrameKind.ReadyToRun, CodeTier.PreJit, Named: false);
        }

        return _image.IsStub(number)
            ? new Symbol(_first + range.Start, range.Size, new FunctionName(Module, name), FrameKind.Stub)
            : new Symbol(
                _first + range.Start, range.Size, ManagedNames.Parse(name).Name, FrameKind.ReadyToRun,
                range.IsCold ? CodeTier.PreJitCold : CodeTier.PreJit) { RuntimeName = name };
    }
}
