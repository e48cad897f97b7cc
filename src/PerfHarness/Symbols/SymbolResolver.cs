using PerfHarness.Diagnostics;

namespace PerfHarness.Symbols;

/// <summary>Opens the symbols of images once each and remembers why one has none. Shared by all processes of an import.</summary>
public sealed class SymbolResolver(DiagnosticBag diagnostics)
{
    private readonly Dictionary<Image, ResolvedImage> _images = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _reasons = [];

    public KernelSymbols Kernel { get; } = new();

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <param name="pid">A process that has the image mapped: where its files are seen from.</param>
    public ResolvedImage Open(Image image, int pid)
    {
        if (!_images.TryGetValue(image, out var opened))
        {
            opened = new ResolvedImage(null, offset => offset);
            _images.Add(image, opened);
        }

        return opened;
    }

    /// <summary>Why code of the module has no name, for the reports.</summary>
    public string ReasonFor(string module) => _reasons.GetValueOrDefault(module, "no symbols");
}
