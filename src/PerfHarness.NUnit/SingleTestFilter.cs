using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace PerfHarness;

/// <summary>Selects the test of this name, even if it is explicit.</summary>
/// <param name="name">As <see cref="NUnitTestName"/> writes it.</param>
[Serializable]
internal sealed class SingleTestFilter(string name) : TestFilter
{
    public override bool Match(ITest test) => test is TestMethod method && NUnitTestName.Get(method) == name;

    // The filters of NUnit are written for runners in other processes; this one stays here.
    public override TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("filter");
}
