using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>An input column that is handed on: its values are kept for the rows that are read ahead.</summary>
internal abstract class PassedColumn
{
    /// <summary>Stores the current row's value.</summary>
    public abstract void Store(int slot);

    public static PassedColumn Create(DataViewRow row, DataViewSchema.Column column, int slots)
    {
        bool isVector = column.Type is VectorDataViewType;
        Type type = isVector ? ((VectorDataViewType)column.Type).ItemType.RawType : column.Type.RawType;
        MethodInfo create = typeof(PassedColumn).GetMethod(isVector ? nameof(CreateVector)
            : nameof(CreateScalar), BindingFlags.NonPublic | BindingFlags.Static)!;
        return create.MakeGenericMethod(type).CreateDelegate<Func<DataViewRow, DataViewSchema.Column, int, PassedColumn>>()(row, column, slots);
    }

    private static Scalar<T> CreateScalar<T>(DataViewRow row, DataViewSchema.Column column, int slots) => new(row.GetGetter<T>(column), slots);

    private static Vector<T> CreateVector<T>(DataViewRow row, DataViewSchema.Column column, int slots) => new(row.GetGetter<VBuffer<T>>(column), slots);

    private sealed class Scalar<T>(ValueGetter<T> getter, int slots) : PassedColumn<T>
    {
        private readonly T[] _values = new T[slots];

        public override void Store(int slot)
        {
            // ML.NET's image loader disposes the image that it finds in the place for the next one, and a consumer may still have it.
            if (!typeof(T).IsValueType)
                _values[slot] = default!;
            getter(ref _values[slot]);
        }

        public override void Get(int slot, ref T value) => value = _values[slot];
    }

    private sealed class Vector<T>(ValueGetter<VBuffer<T>> getter, int slots) : PassedColumn<VBuffer<T>>
    {
        private readonly VBuffer<T>[] _values = new VBuffer<T>[slots];

        public override void Store(int slot) => getter(ref _values[slot]);

        public override void Get(int slot, ref VBuffer<T> value) => _values[slot].CopyTo(ref value);
    }
}

/// <summary>A handed-on column of a known type.</summary>
internal abstract class PassedColumn<T> : PassedColumn
{
    public abstract void Get(int slot, ref T value);
}
