using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// Which assembly of a compressed single-file application a piece of a process's memory holds. The host decompresses an assembly
/// into memory without a file, and the runtime lays it out there as its section table says:
/// <code>
///   base (64 KiB aligned)   headers   |  code, executable      |  data
///                                     ^ base + RVA of the code ^ as many pages as the code has
/// </code>
/// The kernel reports the executable part. Its size is that of few assemblies, often of one; and at every address of it that a
/// callchain returns to, the assembly must have a call. So an assembly is taken only where it is the only one that fits:
/// where that is not certain, none is.
/// </summary>
/// <param name="returnAddresses">All addresses of the process that callchains return to, ascending.</param>
internal sealed class DecompressedImages(Func<IReadOnlyList<ulong>> returnAddresses)
{
    private const ulong Granularity = 1 << 16;
    // Code that was not called has no return address to check. From this size on, chance gives no other memory of the same size.
    private const ulong MinUncheckedLength = 1 << 16;
    // A callchain may have an address that is none, where native code keeps no frame pointer.
    private const double MinConsistent = 0.9;
    private const double MaxInconsistent = 0.5;

    private readonly Dictionary<(string Bundle, ulong Start, ulong End), DecompressedImage> _known = [];

    /// <param name="mapping">Executable memory without a file.</param>
    /// <param name="others">What else the process has mapped.</param>
    public DecompressedImage Find(BundleSource bundle, in Mapping mapping, IReadOnlyList<Mapping> others)
    {
        var key = (bundle.Path, mapping.Start, mapping.End);
        if (!_known.TryGetValue(key, out var image))
        {
            image = Match(bundle, mapping, others);
            _known.Add(key, image);
        }

        return image;
    }

    private DecompressedImage Match(BundleSource bundle, Mapping mapping, IReadOnlyList<Mapping> others)
    {
        var candidates = new List<DecompressedImage>();
        foreach (var (entry, layout) in bundle.CompressedLayouts)
        {
            foreach (var (start, end) in layout.Code)
            {
                var first = mapping.Start - start;
                if (end - start == mapping.End - mapping.Start && first % Granularity == 0 && first <= mapping.Start
                    && !IsOccupied(first, layout, mapping, others))
                {
                    candidates.Add(new DecompressedImage(bundle, entry, first));
                }
            }
        }

        return candidates.Count == 0 ? DecompressedImage.None : Choose(candidates, mapping) ?? DecompressedImage.Uncertain;
    }

    // Other code lies where the rest of the image would be.
    private static bool IsOccupied(ulong first, ImageLayout layout, Mapping mapping, IReadOnlyList<Mapping> others)
    {
        foreach (var other in others)
        {
            if (other.Start != mapping.Start && other.Start < first + layout.Size && other.End > first
                && !layout.Code.Any(part => first + part.Start <= other.Start && other.End <= first + part.End))
            {
                return true;
            }
        }

        return false;
    }

    private DecompressedImage? Choose(List<DecompressedImage> candidates, Mapping mapping)
    {
        var returns = FindReturns(mapping);
        if (returns.Count == 0)
        {
            return candidates.Count == 1 && mapping.End - mapping.Start >= MinUncheckedLength ? candidates[0] : null;
        }

        DecompressedImage? chosen = null;
        foreach (var candidate in candidates)
        {
            var consistent = returns.Count(candidate.IsReturnAddress) / (double)returns.Count;
            if (consistent >= MinConsistent && chosen is null)
            {
                chosen = candidate;
            }
            else if (consistent > MaxInconsistent)
            {
                return null;
            }
        }

        return chosen;
    }

    private List<ulong> FindReturns(Mapping mapping)
    {
        var all = returnAddresses();
        var (low, high) = (0, all.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = all[middle] < mapping.Start ? (middle + 1, high) : (low, middle);
        }

        var found = new List<ulong>();
        for (; low < all.Count && all[low] < mapping.End; low++)
        {
            found.Add(all[low]);
        }

        return found;
    }
}
