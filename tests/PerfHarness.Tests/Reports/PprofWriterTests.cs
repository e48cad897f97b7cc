using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Tests.Analysis;
using PerfHarness.Tests.Import;

namespace PerfHarness.Tests.Reports;

public sealed class PprofWriterTests
{
    [Fact]
    public void A_written_profile_is_read_back_with_its_runs_kinds_events_and_samples()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var profile = RandomProfile.Make(seed, keepTimes: seed % 2 == 0);
            var back = Read(Write(profile), profile.Samples.KeepsTimes, out var bag);
            Assert.Equal(ProfileText.Samples(profile), ProfileText.Samples(back));
            Assert.Equal(profile.Runs, back.Runs);
            Assert.Equal(profile.Events, back.Events);
            Assert.Empty(bag);
        }
    }

    [Fact]
    public void Another_protobuf_reader_reads_all_of_it()
    {
        var profile = RandomProfile.Make(8);
        var input = new Google.Protobuf.CodedInputStream(Plain(Write(profile)));
        var counts = new int[16];
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            var field = Google.Protobuf.WireFormat.GetTagFieldNumber(tag);
            counts[field]++;
            if (field == 2)
            {
                var sample = input.ReadBytes().CreateCodedInput();
                for (uint inner; (inner = sample.ReadTag()) != 0;)
                {
                    // Readers that know only tags of one byte are about.
                    Assert.InRange(inner, 1u, 127u);
                    sample.SkipLastField();
                }
            }
            else
            {
                input.SkipLastField();
            }
        }

        Assert.Equal((profile.Samples.Count, profile.Functions.Count), (counts[2], counts[5]));
        Assert.Equal(4, counts[1]);
    }

    [Fact]
    public void Equal_profiles_are_equal_bytes() => Assert.Equal(Write(RandomProfile.Make(1)), Write(RandomProfile.Make(1)));

    [Fact]
    public void Every_prefix_and_flipped_bit_gives_diagnostics_or_an_input_exception()
    {
        var data = Plain(Write(RandomProfile.Make(2, samples: 20)));
        for (var length = 0; length < data.Length; length += 3)
        {
            TryRead(data[..length]);
        }

        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var copy = (byte[])data.Clone();
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
            TryRead(copy);
        }

        var zipped = Write(RandomProfile.Make(2, samples: 20));
        for (var length = 0; length < zipped.Length; length += 7)
        {
            TryRead(zipped[..length]);
        }
    }

    [Fact]
    public void A_decompression_bomb_is_rejected()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(bomb, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
            {
                gzip.Write(zeros);
            }
        }

        Assert.Throws<InputException>(() => Read(bomb.ToArray(), false, out _));
    }

    internal static byte[] Write(Profile profile)
    {
        using var stream = new MemoryStream();
        new PprofWriter().Write(profile, stream);
        return stream.ToArray();
    }

    private static Profile Read(byte[] data, bool keepTimes, out IReadOnlyList<Diagnostic> bag)
    {
        var builder = new ProfileBuilder(keepTimes);
        PprofImporter.Import(new MemoryStream(data), builder, new ImportOptions(), file: "p.pb.gz");
        bag = builder.Diagnostics.ToList();
        return builder.Build();
    }

    private static void TryRead(byte[] data)
    {
        try
        {
            Read(data, false, out _);
        }
        catch (InputException)
        {
            // One of the two outcomes that are allowed.
        }
    }

    private static byte[] Plain(byte[] zipped)
    {
        using var plain = new MemoryStream();
        new System.IO.Compression.GZipStream(new MemoryStream(zipped), System.IO.Compression.CompressionMode.Decompress).CopyTo(plain);
        return plain.ToArray();
    }
}
