using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.MethodBodies;

/// <summary>
/// What a token of an instruction refers to, as text that is the same in every build: tokens are row numbers, which any edit
/// changes, and so do the numbers in names that the compiler made.
/// </summary>
internal static class TokenText
{
    // A signature of a method without parameters that returns what follows, and of one that takes as many as follow.
    private static readonly byte[] Returning = [0, 0];
    private const byte Void = 1;

    /// <exception cref="InvalidDataException">What the token refers to is corrupt.</exception>
    public static string Format(MetadataReader metadata, int token)
    {
        var handle = MetadataTokens.Handle(token);
        if (handle.Kind == HandleKind.UserString)
        {
            return metadata.GetUserString((UserStringHandle)handle);
        }

        var text = new StringBuilder();
        Append(text, metadata, (EntityHandle)handle);
        return text.ToString();
    }

    /// <summary>The types of a method's variables.</summary>
    public static string FormatLocals(MetadataReader metadata, StandaloneSignatureHandle handle) =>
        handle.IsNil ? "" : FormatTypes(metadata, metadata.GetStandaloneSignature(handle).Signature);

    private static void Append(StringBuilder text, MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                var type = new StringBuilder();
                RuntimeTypeName.AppendDeclaringType(type, metadata, handle);
                AppendName(text, type.ToString());
                break;
            case HandleKind.TypeSpecification:
                var signature = metadata.GetBlobBytes(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                AppendName(text, RuntimeSignatureFormatter.Format(metadata, [.. Returning, .. signature], ""));
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                AppendMember(text, metadata, method.GetDeclaringType(), method.Name, method.Signature, isMethod: true);
                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                AppendMember(text, metadata, field.GetDeclaringType(), field.Name, field.Signature, isMethod: false);
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                AppendMember(text, metadata, member.Parent, member.Name, member.Signature, member.GetKind() == MemberReferenceKind.Method);
                break;
            case HandleKind.MethodSpecification:
                var instance = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Append(text, metadata, instance.Method);
                AppendName(text, FormatTypes(metadata, instance.Signature));
                break;
        }
    }

    private static void AppendMember(
        StringBuilder text, MetadataReader metadata, EntityHandle parent, StringHandle name, BlobHandle signature, bool isMethod)
    {
        Append(text, metadata, parent);
        text.Append("::");
        var spelled = metadata.GetString(name);
        AppendName(text, isMethod ? RuntimeSignatureFormatter.Format(metadata, metadata.GetBlobBytes(signature), spelled) : spelled);
    }

    // The blob's first byte says what it is; a count and as many types follow.
    private static string FormatTypes(MetadataReader metadata, BlobHandle handle)
    {
        var blob = metadata.GetBlobReader(handle);
        _ = blob.ReadByte();
        var count = blob.ReadCompressedInteger();
        var types = blob.ReadBytes(blob.RemainingBytes);
        var header = new BlobBuilder();
        header.WriteByte(0);
        header.WriteCompressedInteger(count);
        header.WriteByte(Void);
        return RuntimeSignatureFormatter.Format(metadata, [.. header.ToArray(), .. types], "");
    }

    // <Work>b__3_0 is <Work>b___, <>c__DisplayClass3_0 is <>c__DisplayClass_: ordinals are the compiler's.
    private static void AppendName(StringBuilder text, string name)
    {
        var isGenerated = name.Contains('<', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal);
        var inOrdinal = false;
        for (var i = 0; i < name.Length; i++)
        {
            inOrdinal = isGenerated && char.IsAsciiDigit(name[i])
                && (inOrdinal || (i > 0 && name[i - 1] is ('_' or '|' or '@' or '-')) || name.AsSpan(0, i).EndsWith("DisplayClass"));
            _ = inOrdinal ? text : text.Append(name[i]);
        }
    }
}
