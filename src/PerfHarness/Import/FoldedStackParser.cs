using System.Text;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds the stacks of folded text to a profile. Lines are mostly sorted, and a line begins like the one before it: only what differs
/// is parsed.
/// <code>
///   before   app;main;parse;read       elements end at 3, 8, 14, 19
///   now      app;main;parse_all;read   the same until 14, where "parse" does not end: goes on behind "main"
/// </code>
/// </summary>
internal sealed class FoldedStackParser(ProfileBuilder builder, bool hasModules)
{
    private readonly FoldedFrames _frames = new(builder, hasModules);

    // The text before, and of each of its elements where it ends and the stack until there. The first is the command.
    private byte[] _text = new byte[1024];
    private int _length;
    private Element[] _elements = new Element[64];
    private int _count;
    private ThreadId _thread;

    public (StackId Stack, ThreadId Thread) Parse(ReadOnlySpan<byte> text)
    {
        var common = text.CommonPrefixLength(_text.AsSpan(0, _length));
        KeepElements(text, common);
        Remember(text, common);
        if (_count == 0)
        {
            var command = FindEnd(text, 0);
            _thread = builder.AddThread(CommandName.Parse(Encoding.UTF8.GetString(text[..command])));
            Add(new Element(command, StackId.Empty));
        }

        var (end, stack) = _elements[_count - 1];
        while (end < text.Length)
        {
            var start = end + 1;
            end = FindEnd(text, start);
            stack = builder.Stacks.Intern(stack, _frames.Intern(text[start..end]));
            Add(new Element(end, stack));
        }

        return (stack, _thread);
    }

    // Elements that end within what is common, or at its end if this text's element ends there, too.
    private void KeepElements(ReadOnlySpan<byte> text, int common)
    {
        var endsThere = common == text.Length || text[common] == (byte)';';
        while (_count > 0 && _elements[_count - 1].End >= common && !(_elements[_count - 1].End == common && endsThere))
        {
            _count--;
        }
    }

    private void Remember(ReadOnlySpan<byte> text, int common)
    {
        if (text.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(text.Length, _text.Length * 2));
        }

        text[common..].CopyTo(_text.AsSpan(common));
        _length = text.Length;
    }

    private void Add(Element element)
    {
        if (_count == _elements.Length)
        {
            Array.Resize(ref _elements, _count * 2);
        }

        _elements[_count++] = element;
    }

    private static int FindEnd(ReadOnlySpan<byte> text, int start)
    {
        var length = text[start..].IndexOf((byte)';');
        return length < 0 ? text.Length : start + length;
    }

    private readonly record struct Element(int End, StackId Stack);
}
