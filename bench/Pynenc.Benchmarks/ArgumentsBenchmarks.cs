using BenchmarkDotNet.Attributes;

namespace Pynenc.Benchmarks;

/// <summary>Arguments to JSON and back, for two numbers and for a record.</summary>
public class ArgumentsBenchmarks
{
    private readonly PayloadSerializer _serializer = new([], [], keepsLargeApart: false, new PynencOptions());
    private readonly ArgumentsCodec<(int, int)> _numbers = ArgumentsCodec.For(new TaskParameter<int>("x"), new TaskParameter<int>("y"));
    private readonly ArgumentsCodec<ValueTuple<Purchase>> _orders = ArgumentsCodec.For(new TaskParameter<Purchase>("order"));
    private readonly ValueTuple<Purchase> _order = new(new Purchase("4711", 12.5m, ["red", "green"]));
    private ReadOnlyMemory<byte> _numbersJson;
    private ReadOnlyMemory<byte> _orderJson;

    [GlobalSetup]
    public void Encode()
    {
        _numbersJson = EncodeNumbers();
        _orderJson = EncodeRecord();
    }

    [Benchmark]
    public ReadOnlyMemory<byte> EncodeNumbers() => _numbers.Encode((1, 2), _serializer);

    [Benchmark]
    public (int, int) DecodeNumbers() => _numbers.Decode(_numbersJson, _serializer);

    [Benchmark]
    public ReadOnlyMemory<byte> EncodeRecord() => _orders.Encode(in _order, _serializer);

    [Benchmark]
    public Purchase DecodeRecord() => _orders.Decode(_orderJson, _serializer).Item1;

    public sealed record Purchase(string Number, decimal Amount, IReadOnlyList<string> Colours);
}
