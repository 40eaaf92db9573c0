using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VitMlNet.Kernels;

/// <summary>16 floats in a vector of 512 bits.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> values) : ILanes<Lanes512>
{
    private readonly Vector512<float> _values = values;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Of(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(int* source) => new(Vector512.ConvertToSingle(Vector512.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => _values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLowBytes(byte* destination)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(_values.AsInt32()).Store(destination);
            return;
        }

        new Lanes256(_values.GetLower()).StoreLowBytes(destination);
        new Lanes256(_values.GetUpper()).StoreLowBytes(destination + Lanes256.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._values + right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._values - right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left._values * right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right) => new(left._values / right._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Vector512.MultiplyAddEstimate(left._values, right._values, addend._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 left, Lanes512 right) => new(Vector512.MaxNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 left, Lanes512 right) => new(Vector512.MinNative(left._values, right._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddExponents(Lanes512 values, Lanes512 exponents) =>
        new((values._values.AsInt32() + (exponents._values.AsInt32() << 23)).AsSingle());

    public float Sum() => Vector512.Sum(_values);

    public float Largest() => new Lanes256(Vector256.MaxNative(_values.GetLower(), _values.GetUpper())).Largest();

    public float Smallest() => new Lanes256(Vector256.MinNative(_values.GetLower(), _values.GetUpper())).Smallest();
}
