using PerfHarness.Elf;

namespace PerfHarness.Symbols;

/// <summary>Interns images, so that all processes share one per file and build id.</summary>
public sealed class ImageTable
{
    private readonly Dictionary<(string Path, BuildId? Id), Image> _images = [];

    public Image Intern(string path, BuildId? buildId)
    {
        if (!_images.TryGetValue((path, buildId), out var image))
        {
            image = new Image(path, buildId);
            _images.Add((path, buildId), image);
        }

        return image;
    }
}
