using System.Globalization;
using System.Text;

namespace PerfHarness.Formats.Demangling;

/// <summary>
/// The text that grows while <see cref="RustV0Demangler"/> reads a symbol, and what all parts of the grammar share: lists,
/// back references, and lifetimes, which are numbered from the innermost <c>for&lt;…&gt;</c> outwards. A text that gets too
/// long fails the <see cref="Input"/>.
/// </summary>
internal sealed class RustV0Printer(RustV0Reader input)
{
    private readonly StringBuilder _text = new(input.Length * 2);
    private ulong _lifetimes;

    public RustV0Reader Input => input;

    public string Text => _text.ToString();

    /// <summary>What is read is not shown.</summary>
    public bool IsSilent { get; set; }

    public void Write(string text)
    {
        if (IsSilent || input.Failed)
        {
            return;
        }

        if (_text.Length + text.Length > Demangler.MaxOutput)
        {
            input.Fail();
            return;
        }

        _text.Append(text);
    }

    /// <summary>Items up to <c>E</c>; returns how many.</summary>
    public int PrintList(Action<RustV0Printer> item, string separator = ", ")
    {
        var count = 0;
        while (!input.Failed && !input.Accept('E'))
        {
            Write(count++ > 0 ? separator : "");
            item(this);
        }

        return count;
    }

    /// <summary>Reads again what a back reference refers to.</summary>
    public void PrintBackReference(bool inValue, Action<RustV0Printer, bool> item)
    {
        var target = input.ReadBackReference();
        // What is not shown needs no second reading.
        if (input.Failed || IsSilent)
        {
            return;
        }

        var here = input.Position;
        input.Position = target;
        item(this, inValue);
        input.Position = here;
    }

    /// <summary>A body with the lifetimes that are bound before it: <c>for&lt;'a, 'b&gt; </c>.</summary>
    public void PrintBinder(Action<RustV0Printer> body)
    {
        var bound = input.Accept('G') ? input.ReadBase62() + 1 : 0;
        if (input.Failed || bound > (ulong)input.Length)
        {
            input.Fail();
            return;
        }

        if (bound > 0)
        {
            Write("for<");
            for (ulong i = 0; i < bound; i++)
            {
                Write(i > 0 ? ", " : "");
                _lifetimes++;
                PrintLifetime(1);
            }

            Write("> ");
        }

        body(this);
        _lifetimes -= bound;
    }

    /// <summary>1 is the one bound last; 0 is <c>'_</c>.</summary>
    public void PrintLifetime(ulong index)
    {
        Write("'");
        if (index == 0)
        {
            Write("_");
        }
        else if (index <= _lifetimes)
        {
            var depth = _lifetimes - index;
            Write(depth < 26 ? ((char)('a' + depth)).ToString() : string.Create(CultureInfo.InvariantCulture, $"_{depth}"));
        }
        else if (!IsSilent)
        {
            // Silent reading skips binders outside of what is skipped.
            input.Fail();
        }
    }
}
