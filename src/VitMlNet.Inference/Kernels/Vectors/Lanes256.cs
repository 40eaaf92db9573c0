using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VitMlNet.Kernels;

/// <summary>8 floats in a vector of 256 bits.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> values) : ILanes<Lanes256>
{
    private readonly Vector256<float> _values = values;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Of(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(int* source) => new(Vector256.ConvertToSingle(Vector256.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => _values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLowBytes(byte* destination)
    {
        Vector128<short> words = Vector128.Narrow(_values.GetLower().AsInt32(), _values.GetUpper().AsInt32());
        Unsafe.WriteUnaligned(destination, Vector128.Narrow(words, words).AsUInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._values + right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left._values * right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right) => new(left._values / right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Vector256.MultiplyAddEstimate(left._values, right._values, addend._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 left, Lanes256 right) => new(Vector256.MaxNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 left, Lanes256 right) => new(Vector256.MinNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddExponents(Lanes256 values, Lanes256 exponents) =>
        new((values._values.AsInt32() + (exponents._values.AsInt32() << 23)).AsSingle());

    public float Sum() => Vector256.Sum(_values);

    public float Largest() => new Lanes128(Vector128.MaxNative(_values.GetLower(), _values.GetUpper())).Largest();

    public float Smallest() => new Lanes128(Vector128.MinNative(_values.GetLower(), _values.GetUpper())).Smallest();
}
