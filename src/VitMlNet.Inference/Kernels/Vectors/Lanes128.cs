using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VitMlNet.Kernels;

/// <summary>4 floats in a vector of 128 bits.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> values) : ILanes<Lanes128>
{
    private readonly Vector128<float> _values = values;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Of(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(int* source) => new(Vector128.ConvertToSingle(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => _values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLowBytes(byte* destination)
    {
        Vector128<int> bits = _values.AsInt32();
        Vector128<short> words = Vector128.Narrow(bits, bits);
        Unsafe.WriteUnaligned(destination, Vector128.Narrow(words, words).AsUInt32().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left._values + right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left._values * right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right) => new(left._values / right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend) =>
        new(Vector128.MultiplyAddEstimate(left._values, right._values, addend._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 left, Lanes128 right) => new(Vector128.MaxNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 left, Lanes128 right) => new(Vector128.MinNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 value) => new(Vector128.Abs(value._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddExponents(Lanes128 values, Lanes128 exponents) =>
        new((values._values.AsInt32() + (exponents._values.AsInt32() << 23)).AsSingle());

    public float Sum() => Vector128.Sum(_values);

    public float Largest() => MathF.Max(MathF.Max(_values[0], _values[1]), MathF.Max(_values[2], _values[3]));

    public float Smallest() => MathF.Min(MathF.Min(_values[0], _values[1]), MathF.Min(_values[2], _values[3]));
}
