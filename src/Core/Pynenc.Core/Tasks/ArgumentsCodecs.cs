using System.Text.Json;

namespace Pynenc;

/// <summary>Makes the codec for a task of up to eight parameters.</summary>
public static class ArgumentsCodec
{
    /// <summary>The most parameters a task may have; more belong into a record.</summary>
    public const int MaxParameters = 8;

    /// <summary>The codec for no parameter.</summary>
    public static ArgumentsCodec<ValueTuple> For() => new Codec0();

    /// <summary>The codec for one parameter.</summary>
    public static ArgumentsCodec<ValueTuple<T1>> For<T1>(TaskParameter<T1> p1) => new Codec1<T1>(p1);

    /// <summary>The codec for two parameters.</summary>
    public static ArgumentsCodec<(T1, T2)> For<T1, T2>(TaskParameter<T1> p1, TaskParameter<T2> p2) => new Codec2<T1, T2>(p1, p2);

    /// <summary>The codec for three parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3)> For<T1, T2, T3>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3) => new Codec3<T1, T2, T3>(p1, p2, p3);

    /// <summary>The codec for four parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3, T4)> For<T1, T2, T3, T4>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4) => new Codec4<T1, T2, T3, T4>(p1, p2, p3, p4);

    /// <summary>The codec for five parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3, T4, T5)> For<T1, T2, T3, T4, T5>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5) => new Codec5<T1, T2, T3, T4, T5>(p1, p2, p3, p4, p5);

    /// <summary>The codec for six parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3, T4, T5, T6)> For<T1, T2, T3, T4, T5, T6>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6) => new Codec6<T1, T2, T3, T4, T5, T6>(p1, p2, p3, p4, p5, p6);

    /// <summary>The codec for seven parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3, T4, T5, T6, T7)> For<T1, T2, T3, T4, T5, T6, T7>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6, TaskParameter<T7> p7) => new Codec7<T1, T2, T3, T4, T5, T6, T7>(p1, p2, p3, p4, p5, p6, p7);

    /// <summary>The codec for eight parameters.</summary>
    public static ArgumentsCodec<(T1, T2, T3, T4, T5, T6, T7, T8)> For<T1, T2, T3, T4, T5, T6, T7, T8>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6, TaskParameter<T7> p7, TaskParameter<T8> p8) => new Codec8<T1, T2, T3, T4, T5, T6, T7, T8>(p1, p2, p3, p4, p5, p6, p7, p8);

    private sealed class Codec0() : ArgumentsCodec<ValueTuple>([])
    {
        private protected override void Write(Utf8JsonWriter writer, in ValueTuple arguments, PayloadSerializer serializer)
        {
        }

        private protected override ValueTuple Read(ref ArgumentsReader reader) => default;
    }

    private sealed class Codec1<T1>(TaskParameter<T1> p1) : ArgumentsCodec<ValueTuple<T1>>(p1)
    {
        private protected override void Write(Utf8JsonWriter writer, in ValueTuple<T1> arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
        }

        private protected override ValueTuple<T1> Read(ref ArgumentsReader reader) => new(reader.Next(p1));
    }

    private sealed class Codec2<T1, T2>(TaskParameter<T1> p1, TaskParameter<T2> p2) : ArgumentsCodec<(T1, T2)>(p1, p2)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
        }

        private protected override (T1, T2) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2));
    }

    private sealed class Codec3<T1, T2, T3>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3) : ArgumentsCodec<(T1, T2, T3)>(p1, p2, p3)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
        }

        private protected override (T1, T2, T3) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3));
    }

    private sealed class Codec4<T1, T2, T3, T4>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4) : ArgumentsCodec<(T1, T2, T3, T4)>(p1, p2, p3, p4)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3, T4) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
            p4.Write(writer, arguments.Item4, serializer);
        }

        private protected override (T1, T2, T3, T4) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3), reader.Next(p4));
    }

    private sealed class Codec5<T1, T2, T3, T4, T5>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5) : ArgumentsCodec<(T1, T2, T3, T4, T5)>(p1, p2, p3, p4, p5)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3, T4, T5) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
            p4.Write(writer, arguments.Item4, serializer);
            p5.Write(writer, arguments.Item5, serializer);
        }

        private protected override (T1, T2, T3, T4, T5) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3), reader.Next(p4), reader.Next(p5));
    }

    private sealed class Codec6<T1, T2, T3, T4, T5, T6>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6) : ArgumentsCodec<(T1, T2, T3, T4, T5, T6)>(p1, p2, p3, p4, p5, p6)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3, T4, T5, T6) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
            p4.Write(writer, arguments.Item4, serializer);
            p5.Write(writer, arguments.Item5, serializer);
            p6.Write(writer, arguments.Item6, serializer);
        }

        private protected override (T1, T2, T3, T4, T5, T6) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3), reader.Next(p4), reader.Next(p5), reader.Next(p6));
    }

    private sealed class Codec7<T1, T2, T3, T4, T5, T6, T7>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6, TaskParameter<T7> p7) : ArgumentsCodec<(T1, T2, T3, T4, T5, T6, T7)>(p1, p2, p3, p4, p5, p6, p7)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3, T4, T5, T6, T7) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
            p4.Write(writer, arguments.Item4, serializer);
            p5.Write(writer, arguments.Item5, serializer);
            p6.Write(writer, arguments.Item6, serializer);
            p7.Write(writer, arguments.Item7, serializer);
        }

        private protected override (T1, T2, T3, T4, T5, T6, T7) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3), reader.Next(p4), reader.Next(p5), reader.Next(p6), reader.Next(p7));
    }

    private sealed class Codec8<T1, T2, T3, T4, T5, T6, T7, T8>(TaskParameter<T1> p1, TaskParameter<T2> p2, TaskParameter<T3> p3, TaskParameter<T4> p4, TaskParameter<T5> p5, TaskParameter<T6> p6, TaskParameter<T7> p7, TaskParameter<T8> p8) : ArgumentsCodec<(T1, T2, T3, T4, T5, T6, T7, T8)>(p1, p2, p3, p4, p5, p6, p7, p8)
    {
        private protected override void Write(Utf8JsonWriter writer, in (T1, T2, T3, T4, T5, T6, T7, T8) arguments, PayloadSerializer serializer)
        {
            p1.Write(writer, arguments.Item1, serializer);
            p2.Write(writer, arguments.Item2, serializer);
            p3.Write(writer, arguments.Item3, serializer);
            p4.Write(writer, arguments.Item4, serializer);
            p5.Write(writer, arguments.Item5, serializer);
            p6.Write(writer, arguments.Item6, serializer);
            p7.Write(writer, arguments.Item7, serializer);
            p8.Write(writer, arguments.Item8, serializer);
        }

        private protected override (T1, T2, T3, T4, T5, T6, T7, T8) Read(ref ArgumentsReader reader) => (reader.Next(p1), reader.Next(p2), reader.Next(p3), reader.Next(p4), reader.Next(p5), reader.Next(p6), reader.Next(p7), reader.Next(p8));
    }
}
