using Microsoft.ML;

namespace VitMlNet;

/// <summary>Folders of photographs as data, and its division into parts for training and testing: the extension methods of <c>mlContext.Data</c>.</summary>
public static class VitDataOperations
{
    /// <summary>Lists the images of a folder and its subfolders, with the folders' names as labels.</summary>
    /// <remarks>
    /// <para>
    /// The rows have two columns of text: <c>ImagePath</c>, which begins with <paramref name="folder"/> as it is given, and <c>Label</c>.
    /// They come in ordinal order of the names. The images themselves are not opened.
    /// </para>
    /// <para>Which files are images is told by <see cref="VitImageFiles"/>.</para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="folder">The folder: <c>flowers</c> for <c>flowers/daisy/1.jpg</c>.</param>
    /// <param name="options">Where labels come from, or <see langword="null"/> for the defaults.</param>
    /// <returns>The rows, listed once: files that come later are not among them.</returns>
    /// <exception cref="VitDataException">The folder is absent, unreadable or without images, or an image has no label where others have one.</exception>
    public static IDataView LoadImagesFromFolder(this DataOperationsCatalog catalog, string folder, VitFolderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        VitFolderLabels labels = (options ?? new VitFolderOptions()).Labels;
        if (!Enum.IsDefined(labels))
            throw new ArgumentOutOfRangeException(nameof(options), labels, $"A value of {nameof(VitFolderLabels)} is expected.");
        return catalog.LoadFromEnumerable(ImageFolder.Read(folder, labels));
    }

    /// <summary>Divides data in two, by chance, so that both parts have their share of every class.</summary>
    /// <remarks>
    /// Of each class the nearest whole number of rows is for testing; of a class of two rows or more at least one, and never all; a class
    /// of one row is for training. The same rows and the same seed give the same parts, on every platform. The label column is
    /// read once, now; the parts then read the data as it comes, without a copy, in its order.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">Data that gives the same rows in the same order each time.</param>
    /// <param name="testFraction">The share for testing, over 0 and below 1; 0.2 by default.</param>
    /// <param name="labelColumnName">The column of labels: text, keys or numbers.</param>
    /// <param name="seed">Chooses the rows; 0 by default.</param>
    /// <returns>The two parts.</returns>
    /// <exception cref="ArgumentException">There is no such label column, or it holds vectors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of its range.</exception>
    /// <exception cref="VitDataException">A row has no label, or there are no rows.</exception>
    public static VitTrainTestData StratifiedSplit(
        this DataOperationsCatalog catalog, IDataView data, double testFraction = 0.2, string labelColumnName = "Label", int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (testFraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The share for testing is over 0 and below 1.");
        bool[] test = Stratification.SelectTest(RowLabels.Read(data, labelColumnName), testFraction, seed);
        return new VitTrainTestData(data, row => test[row], test.Length);
    }

    /// <summary>
    /// Divides data into folds, by chance, so that each has its share of every class; each fold is once for testing, and the others for
    /// training.
    /// </summary>
    /// <remarks>
    /// The folds' sizes, and their numbers of rows of each class, differ by one at most: a class of fewer rows than folds is absent from
    /// the testing of some, and one of a single row from the training of one. The same rows and the same seed give the same folds, on every platform.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">Data that gives the same rows in the same order each time.</param>
    /// <param name="numberOfFolds">The number of folds, at least 2 and at most the number of rows; 5 by default.</param>
    /// <param name="labelColumnName">The column of labels: text, keys or numbers.</param>
    /// <param name="seed">Chooses the rows; 0 by default.</param>
    /// <returns>A division for each fold.</returns>
    /// <exception cref="ArgumentException">There is no such label column, or it holds vectors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numberOfFolds"/> is below 2.</exception>
    /// <exception cref="VitDataException">A row has no label, or there are fewer rows than folds.</exception>
    public static IReadOnlyList<VitTrainTestData> StratifiedCrossValidationSplit(
        this DataOperationsCatalog catalog, IDataView data, int numberOfFolds = 5, string labelColumnName = "Label", int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        int[] folds = Stratification.AssignFolds(RowLabels.Read(data, labelColumnName), numberOfFolds, seed);
        if (folds.Length < numberOfFolds)
            throw new VitDataException(
                $"at least as many rows as folds ({numberOfFolds}) are expected, and there are {folds.Length}. Choose "
                + "fewer folds, or add rows.", $"the column '{labelColumnName}'");
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold => new VitTrainTestData(data, row => folds[row] == fold, folds.Length))];
    }
}
