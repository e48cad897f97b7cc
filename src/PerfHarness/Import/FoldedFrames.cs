using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds the frames of folded text to a profile, each distinct text once. The marks <c>_[k] _[j] _[i]</c> become what they say of the
/// frame, and so does the module of <c>func (module)</c> where names have modules.
/// </summary>
internal sealed class FoldedFrames(ProfileBuilder builder, bool hasModules)
{
    private readonly Utf8Rows _texts = new();
    private FrameId[] _frames = new FrameId[512];

    public FrameId Intern(ReadOnlySpan<byte> text)
    {
        var row = _texts.GetOrAdd(text, out var added);
        if (added)
        {
            if (row == _frames.Length)
            {
                Array.Resize(ref _frames, row * 2);
            }

            _frames[row] = builder.Frames.Intern(Read(Encoding.UTF8.GetString(text)));
        }

        return _frames[row];
    }

    private Frame Read(string text)
    {
        var (kind, inlined) = (FrameKind.Unknown, false);
        var name = text;
        // At the end, or before the source line: "f_[k]:file.c:12".
        var mark = text.Length > 4 && text[^1] == ']' ? text.Length - 4 : text.IndexOf("]:", StringComparison.Ordinal) - 3;
        if (mark > 0 && text.AsSpan(mark, 2) is "_[")
        {
            (kind, inlined) = text[mark + 2] switch
            {
                'k' => (FrameKind.Kernel, false),
                'j' => (FrameKind.Jit, false),
                'i' => (FrameKind.Unknown, true),
                _ => (kind, inlined),
            };
            name = kind != FrameKind.Unknown || inlined ? text.Remove(mark, 4) : text;
        }

        string? writtenModule = null;
        if (hasModules && FoldedModule.TryFind(name, out var function, out var written))
        {
            (name, writtenModule) = (function, SafeText.ToSingleLine(written));
        }

        name = SafeText.ToSingleLine(name);
        // "[libfoo.so]" and "[unknown]" say where the code is and not what it is; so do names by bounds.
        var bracketed = name.Length > 2 && name[0] == '[' && name[^1] == ']';
        var bounds = name.LastIndexOf("!0x", StringComparison.Ordinal);
        var module = writtenModule ?? (bracketed
            ? ParseModule(name[1..^1])
            : bounds > 0 ? name[..bounds] : kind == FrameKind.Kernel ? "[kernel]" : kind == FrameKind.Jit ? "[jit]" : "[unknown]");
        kind = kind == FrameKind.Unknown && module == "[kernel]" ? FrameKind.Kernel : kind;
        kind = bounds > 0 && kind == FrameKind.Unknown ? FrameKind.Native : kind;
        var id = builder.Functions.Intern(new FunctionName(module, name.Length == 0 ? "[unknown]" : name));
        return new Frame(id, kind, Inlined: inlined, Named: !bracketed && bounds <= 0 && name.Length > 0);
    }

    // "[libfoo.so <7f3a10>]" is how --addrs shows an address.
    private static string ParseModule(string inner)
    {
        var space = inner.IndexOf(" <", StringComparison.Ordinal);
        inner = space > 0 ? inner[..space] : inner;
        return inner is "unknown" ? "[unknown]" : inner is "kernel" or "jit" or "vdso" ? $"[{inner}]" : inner;
    }
}
