using Microsoft.ML;

namespace VitMlNet;

/// <summary>Data in two parts, one to train on and one to test with.</summary>
public sealed class VitTrainTestData
{
    internal VitTrainTestData(IDataView data, Func<int, bool> isTest, int rowCount)
    {
        bool[] test = [.. Enumerable.Range(0, rowCount).Select(isTest)];
        TrainSet = new SelectedRows(data, Array.ConvertAll(test, selected => !selected));
        TestSet = new SelectedRows(data, test);
    }

    /// <summary>The rows to train on.</summary>
    public IDataView TrainSet { get; }

    /// <summary>The rows to test with.</summary>
    public IDataView TestSet { get; }
}
