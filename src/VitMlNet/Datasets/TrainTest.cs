using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace VitMlNet;

internal static class TrainTest
{
    /// <summary>The two parts in ML.NET's own type, so that what takes one of ML.NET's splits takes these too.</summary>
    public static DataOperationsCatalog.TrainTestData Create(IDataView data, Func<int, bool> isTest, int rowCount)
    {
        bool[] test = [.. Enumerable.Range(0, rowCount).Select(isTest)];
        return Construct(new SelectedRows(data, Array.ConvertAll(test, selected => !selected)), new SelectedRows(data, test));
    }

    // The type is public, with public fields; its constructor alone is not.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern DataOperationsCatalog.TrainTestData Construct(IDataView trainSet, IDataView testSet);
}
