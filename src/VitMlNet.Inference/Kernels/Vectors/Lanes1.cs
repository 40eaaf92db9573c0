using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>One float: for the elements left over behind the last whole vector, and for processors without vectors.</summary>
internal readonly unsafe struct Lanes1(float value) : ILanes<Lanes1>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static Lanes1 Of(float value) => new(value);

    public static Lanes1 Load(float* source) => new(*source);

    public static Lanes1 Load(int* source) => new(*source);

    public void Store(float* destination) => *destination = _value;

    public void StoreLowBytes(byte* destination) => *destination = (byte)BitConverter.SingleToInt32Bits(_value);

    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._value + right._value);

    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._value - right._value);

    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._value * right._value);

    public static Lanes1 operator /(Lanes1 left, Lanes1 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 MultiplyAdd(Lanes1 left, Lanes1 right, Lanes1 addend) =>
        new(float.MultiplyAddEstimate(left._value, right._value, addend._value));

    public static Lanes1 Max(Lanes1 left, Lanes1 right) => new(left._value > right._value ? left._value : right._value);

    public static Lanes1 Min(Lanes1 left, Lanes1 right) => new(left._value < right._value ? left._value : right._value);

    public static Lanes1 Abs(Lanes1 value) => new(MathF.Abs(value._value));

    public static Lanes1 AddExponents(Lanes1 values, Lanes1 exponents) => new(BitConverter.Int32BitsToSingle(
        BitConverter.SingleToInt32Bits(values._value) + (BitConverter.SingleToInt32Bits(exponents._value) << 23)));

    public float Sum() => _value;

    public float Largest() => _value;

    public float Smallest() => _value;
}
