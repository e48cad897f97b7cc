using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols;

/// <summary>Interns images, so that all processes share one per file and build id.</summary>
internal sealed class ImageTable
{
    // By path; of one path there are several only where its file was replaced while it was recorded.
    private readonly Dictionary<string, List<Image>> _images = new(StringComparer.Ordinal);

    /// <param name="isNew">It was not there before.</param>
    public Image Intern(string path, BuildId? buildId, out bool isNew)
    {
        isNew = false;
        if (!_images.TryGetValue(path, out var builds))
        {
            _images.Add(path, builds = []);
        }

        foreach (var known in builds)
        {
            if (known.BuildId == buildId)
            {
                return known;
            }
        }

        isNew = true;
        var image = new Image(path, buildId);
        builds.Add(image);
        return image;
    }
}
