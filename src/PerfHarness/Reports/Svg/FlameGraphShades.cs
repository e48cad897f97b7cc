using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>The shades of each palette, all light enough for black text.</summary>
internal static class FlameGraphShades
{
    private static readonly Rgb[] Hot = Interpolate(16, "#e2503a", "#f07f3c", "#f6ab45", "#fbd75b");
    private static readonly Rgb[] Mem = Interpolate(12, "#4cc46a", "#4ed6a4", "#57e0d8");
    private static readonly Rgb[] Io = Interpolate(12, "#7d86cf", "#9aa2ea", "#a9b8f5");
    private static readonly Rgb[] Red = Interpolate(12, "#e0584f", "#ff8a80");
    private static readonly Rgb[] Green = Interpolate(12, "#55c655", "#8bec7f");
    private static readonly Rgb[] Blue = Interpolate(12, "#6f8df0", "#9db8ff");
    private static readonly Rgb[] Aqua = Interpolate(12, "#3fb8bd", "#7ce0e0");
    private static readonly Rgb[] Yellow = Interpolate(12, "#c9c03f", "#ece25c");
    private static readonly Rgb[] Purple = Interpolate(12, "#c077d6", "#e6a1f7");
    private static readonly Rgb[] Orange = Interpolate(12, "#e5903a", "#ffb95e");

    private static readonly Rgb[] KindOther = Interpolate(6, "#ecd27a", "#f4e3a4");
    private static readonly Rgb[] KindNative = Interpolate(6, "#f08d80", "#f9b3a4");
    private static readonly Rgb[] KindKernel = Interpolate(6, "#f2a444", "#fac474");
    private static readonly Rgb[] KindJit = Interpolate(6, "#7fcf76", "#b2e5a0");
    private static readonly Rgb[] KindReadyToRun = Interpolate(6, "#5fc4be", "#98dfd6");
    private static readonly Rgb[] KindStub = Interpolate(6, "#c39be6", "#d9bdf3");
    private static readonly Rgb[] KindInlined = Interpolate(6, "#86b6f0", "#b1d2f9");
    private static readonly Rgb[] KindUnknown = Interpolate(3, "#bcbcbc", "#cfcfcf");
    private static readonly Rgb[] KindRoot = [Rgb.Parse("#d2d2ce")];

    public static Rgb[] GetShades(FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Native => KindNative,
        FlameGraphKind.Kernel => KindKernel,
        FlameGraphKind.Jit => KindJit,
        FlameGraphKind.ReadyToRun => KindReadyToRun,
        FlameGraphKind.Stub => KindStub,
        FlameGraphKind.Inlined => KindInlined,
        FlameGraphKind.Unknown => KindUnknown,
        FlameGraphKind.OffCpu => Blue,
        FlameGraphKind.Root => KindRoot,
        _ => KindOther,
    };

    public static Rgb[] GetShades(FlameGraphPalette palette, string name, FlameGraphKind kind, bool isWaker) => palette switch
    {
        FlameGraphPalette.Kind => GetShades(kind),
        FlameGraphPalette.Hot => Hot,
        FlameGraphPalette.Mem => Mem,
        FlameGraphPalette.Io => Io,
        FlameGraphPalette.Red => Red,
        FlameGraphPalette.Green => Green,
        FlameGraphPalette.Blue => Blue,
        FlameGraphPalette.Aqua or FlameGraphPalette.Wakeup => Aqua,
        FlameGraphPalette.Yellow => Yellow,
        FlameGraphPalette.Purple => Purple,
        FlameGraphPalette.Orange => Orange,
        FlameGraphPalette.Chain => isWaker ? Aqua : Blue,
        FlameGraphPalette.Java => GetJavaShades(name, kind),
        FlameGraphPalette.Js => GetJsShades(name, kind),
        FlameGraphPalette.Perl => GetPerlShades(name, kind),
        _ => throw new ArgumentOutOfRangeException(nameof(palette)),
    };

    private static Rgb[] GetJavaShades(string name, FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Inlined => Aqua,
        FlameGraphKind.Jit => Green,
        FlameGraphKind.Kernel => Orange,
        _ when IsJava(name) => Green,
        _ => name.Contains("::", StringComparison.Ordinal) ? Yellow : Red,
    };

    private static Rgb[] GetJsShades(string name, FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Jit => name.Contains('/') ? Green : Aqua,
        FlameGraphKind.Kernel => Orange,
        _ when name.Contains("::", StringComparison.Ordinal) => Yellow,
        _ when name.Contains('/') && name.Contains(".js", StringComparison.Ordinal) => Green,
        _ => name.Contains(':') ? Aqua : Red,
    };

    private static Rgb[] GetPerlShades(string name, FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Kernel => Orange,
        _ when name.Contains("::", StringComparison.Ordinal) => Yellow,
        _ => name.Contains("Perl", StringComparison.Ordinal) || name.Contains(".pl", StringComparison.Ordinal) ? Green : Red,
    };

    /// <summary>Internal names of the class file (<c>java/lang/String</c>) or the separator that perf-map-agent writes.</summary>
    private static bool IsJava(string name)
    {
        if (name.Contains(":::", StringComparison.Ordinal))
        {
            return true;
        }

        var package = name.AsSpan(name.StartsWith('L') ? 1 : 0);
        var slash = package.IndexOf('/');
        return slash > 0 && package[..slash] is "java" or "javax" or "jdk" or "net" or "org" or "com" or "io" or "sun";
    }

    private static Rgb[] Interpolate(int count, params string[] stops)
    {
        var shades = new Rgb[count];
        for (var i = 0; i < count; i++)
        {
            var at = (double)i / (count - 1) * (stops.Length - 1);
            var stop = Math.Min((int)at, stops.Length - 2);
            shades[i] = Rgb.Mix(Rgb.Parse(stops[stop]), Rgb.Parse(stops[stop + 1]), at - stop);
        }

        return shades;
    }
}
