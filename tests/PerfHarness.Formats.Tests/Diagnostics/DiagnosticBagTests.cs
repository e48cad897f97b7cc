using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Tests.Diagnostics;

public sealed class DiagnosticBagTests
{
    private readonly DiagnosticBag _bag = new();

    [Fact]
    public void What_is_held_comes_when_it_is_released_and_not_before()
    {
        var held = _bag.CreateHeld();
        held.Warn(DiagnosticCodes.CorruptElf, "first");
        _bag.Warn(DiagnosticCodes.CorruptElf, "second");
        Assert.Equal(["second"], Messages());

        held.Release();
        held.Release();
        held.Warn(DiagnosticCodes.CorruptElf, "third");
        Assert.Equal(["second", "first", "third"], Messages());
    }

    [Fact]
    public void What_is_never_released_is_never_seen()
    {
        _bag.CreateHeld().Warn(DiagnosticCodes.CorruptElf, "unseen");
        Assert.Empty(_bag.ToList());
        Assert.Equal(0, _bag.GetCount(DiagnosticCodes.CorruptElf));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(20, 1)]
    [InlineData(20, 3)]
    public void Held_diagnostics_are_kept_and_counted_as_if_they_had_come_at_once(int count, int repeated)
    {
        var direct = new DiagnosticBag();
        direct.Warn(DiagnosticCodes.CorruptElf, "before");
        _bag.Warn(DiagnosticCodes.CorruptElf, "before");
        var held = _bag.CreateHeld();
        for (var i = 0; i < count; i++)
        {
            var message = (i / repeated).ToString(CultureInfo.InvariantCulture);
            direct.Warn(DiagnosticCodes.CorruptElf, message);
            held.Warn(DiagnosticCodes.CorruptElf, message);
        }

        held.Release();
        Assert.Equal(direct.ToList(), _bag.ToList());
        Assert.Equal(direct.GetCount(DiagnosticCodes.CorruptElf), _bag.GetCount(DiagnosticCodes.CorruptElf));
    }

    private IEnumerable<string> Messages() => _bag.ToList().Select(d => d.Message);
}
