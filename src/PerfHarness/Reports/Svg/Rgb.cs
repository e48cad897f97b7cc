using System.Globalization;

namespace PerfHarness.Reports.Svg;

/// <summary>A color.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb Parse(string hex) => new(
        byte.Parse(hex.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static Rgb Mix(Rgb a, Rgb b, double share) => new(Mix(a.R, b.R, share), Mix(a.G, b.G, share), Mix(a.B, b.B, share));

    /// <summary><c>0xrrggbb</c>.</summary>
    public int Packed => (R << 16) | (G << 8) | B;

    public static Rgb Unpack(int packed) => new((byte)(packed >> 16), (byte)(packed >> 8), (byte)packed);

    public override string ToString() => "#" + Packed.ToString("x6", CultureInfo.InvariantCulture);

    private static byte Mix(byte a, byte b, double share) => (byte)Math.Round(a + ((b - a) * share), MidpointRounding.AwayFromZero);
}
