using System.Globalization;
using System.Text;

namespace PerfHarness.Reports.Svg;

/// <summary>Spells what an encoding does not have as an XML character reference: <c>&amp;#8230;</c>.</summary>
internal sealed class CharacterReferenceFallback : EncoderFallback
{
    public override int MaxCharCount => 10;

    public static Encoding CreateEncoding(Encoding encoding)
    {
        var copy = (Encoding)encoding.Clone();
        copy.EncoderFallback = new CharacterReferenceFallback();
        return copy;
    }

    public override EncoderFallbackBuffer CreateFallbackBuffer() => new ReferenceBuffer();

    private sealed class ReferenceBuffer : EncoderFallbackBuffer
    {
        private string _text = "";
        private int _next;

        public override int Remaining => _text.Length - _next;

        public override bool Fallback(char charUnknown, int index) => Start(charUnknown);

        public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
            Start(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

        public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0)
            {
                return false;
            }

            _next--;
            return true;
        }

        public override void Reset() => (_text, _next) = ("", 0);

        private bool Start(int codePoint)
        {
            (_text, _next) = (string.Create(CultureInfo.InvariantCulture, $"&#{codePoint};"), 0);
            return true;
        }
    }
}
