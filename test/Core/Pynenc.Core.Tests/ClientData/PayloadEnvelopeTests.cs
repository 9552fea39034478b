using System.Text;
using Pynenc.Backend;

namespace Pynenc.ClientData;

/// <summary>The stored form of payloads that refer to large values.</summary>
public sealed class PayloadEnvelopeTests
{
    private static readonly string Key = ContentKey.Of("x"u8).ToString();

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""["@pynenc/1 []"]""")]
    [InlineData("\"@pynenc/1 []\"")]
    [InlineData("null")]
    [InlineData(" 1")]
    [InlineData("")]
    public void No_json_is_taken_for_a_reference(string json) => Assert.False(PayloadEnvelope.IsOne(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("@pynenc/2 []", "in a form this program does not know")]
    [InlineData("@pynenc/1 {}", "cannot be read")]
    [InlineData("@pynenc/1 [", "cannot be read")]
    [InlineData("@pynenc/1 [1]", "cannot be read")]
    [InlineData("@pynenc/1 [[\"short\",1]]", "a reference is no hash and length")]
    public void A_form_that_is_not_known_is_refused(string stored, string problem) =>
        Assert.Contains(problem, Assert.Throws<PayloadException>(() => PayloadEnvelope.Read(Encoding.UTF8.GetBytes(stored))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_reference_of_negative_length_is_refused() =>
        Assert.Throws<PayloadException>(() => PayloadEnvelope.Read(Encoding.UTF8.GetBytes($"@pynenc/1 [[\"{Key}\",-1]]")));

    [Fact]
    public void The_stored_form_is_as_documented()
    {
        SplitPayload split = PayloadSplitter.Arguments("""{"i":1,"doc":"long enough","again":"long enough","z":"\u20ac"}"""u8.ToArray(), threshold: 10, most: 1000)!;
        string key = ContentKey.Of("\"long enough\""u8).ToString();

        Assert.Equal(
            $$"""@pynenc/1 ["{\"i\":1,\"doc\":",["{{key}}",13],",\"again\":",["{{key}}",13],",\"z\":\"\\u20ac\"}"]""", Encoding.UTF8.GetString(split.Stored.Span));
        Assert.Equal(key, Assert.Single(split.Keys).ToString());
        Assert.Equal(split.Keys, PayloadEnvelope.Read(split.Stored).Keys);
    }

    [Fact]
    public void What_stays_is_no_more_than_the_limit()
    {
        byte[] arguments = """{"a":"123456789","b":"123456789","c":"a long one, longer than the threshold"}"""u8.ToArray();

        Assert.Null(PayloadSplitter.Arguments(arguments, threshold: 100, most: 1000));
        Assert.Equal(2, PayloadEnvelope.Read(PayloadSplitter.Arguments(arguments, threshold: 20, most: 60)!.Stored).Pieces.Count(p => p.Reference is null));
        Assert.NotNull(Assert.Single(PayloadEnvelope.Read(PayloadSplitter.Arguments(arguments, threshold: 20, most: 30)!.Stored).Pieces).Reference);
    }
}
