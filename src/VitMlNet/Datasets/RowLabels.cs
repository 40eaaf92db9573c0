using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The rows of each class, by their places in the data.</summary>
internal static class RowLabels
{
    /// <summary>Reads the label column, and no other.</summary>
    /// <returns>For each class, in the order in which the classes first come, its rows in their order.</returns>
    /// <exception cref="ArgumentException">There is no such column, or it holds vectors.</exception>
    /// <exception cref="VitDataException">A row has no label, or there are no rows.</exception>
    public static IReadOnlyList<int[]> Read(IDataView data, string column)
    {
        if (data.Schema.GetColumnOrNull(column) is not { } label)
            throw new ArgumentException(
                $"A label column '{column}' is expected, and the columns are "
                + $"{string.Join(", ", data.Schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}.", nameof(column));
        if (label.Type is not PrimitiveDataViewType)
            throw new ArgumentException($"The label column '{column}' is expected to hold text, keys or numbers, and holds {label.Type}.", nameof(column));

        using DataViewRowCursor cursor = data.GetRowCursor([label]);
        MethodInfo read = typeof(RowLabels).GetMethod(nameof(ReadRows), BindingFlags.NonPublic | BindingFlags.Static)!;
        List<List<int>> classes = read.MakeGenericMethod(label.Type.RawType)
            .CreateDelegate<Func<DataViewRowCursor, DataViewSchema.Column, List<List<int>>>>()(cursor, label);
        return classes.Count > 0
            ? [.. classes.Select(rows => rows.ToArray())]
            : throw new VitDataException("rows are expected, and there are none. Check where the data comes from.", $"the column '{column}'");
    }

    private static List<List<int>> ReadRows<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        var classes = new List<List<int>>();
        var numbers = new Dictionary<object, int>();
        T value = default!;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            getter(ref value);
            object label = value is ReadOnlyMemory<char> text ? text.ToString() : value!;
            if (IsMissing(label, column.Type))
                throw new VitDataException(
                    "a label is expected, and there is none. Give the row a label, or leave it out.", $"row {row} of the column '{column.Name}'");
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, label, out bool isKnown);
            if (!isKnown)
            {
                number = classes.Count;
                classes.Add([]);
            }

            classes[number].Add(row);
        }

        return classes;
    }

    private static bool IsMissing(object label, DataViewType type) => label switch
    {
        string text => text.Length == 0,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => type is KeyDataViewType && Convert.ToUInt64(label, null) == 0,
    };
}
