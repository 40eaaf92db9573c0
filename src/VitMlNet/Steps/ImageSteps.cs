using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>The steps from an image to the model's pixels.</summary>
internal static class ImageSteps
{
    /// <summary>
    /// Adds the column <c>image</c> and, unless the stock steps do the work, <c>vit.validity</c> and <c>vit.error</c>.
    /// </summary>
    /// <returns>Whether the pixels' column has a known size.</returns>
    public static bool AddPixels(StepList steps, ImageKind source, PixelSettings settings)
    {
        steps.Copy(settings.Column, ColumnNames.Source);
        steps.Reserve(ColumnNames.Pixels);
        bool usesStockSteps = UsesStockSteps(source, settings);
        if (usesStockSteps)
            AddStockPixels(steps, settings);
        else
            AddOwnPixels(steps, source, settings);
        return usesStockSteps;
    }

    // ML.NET's own components do all the work where they can, so that the pipeline loads where this library is absent.
    private static bool UsesStockSteps(ImageKind source, PixelSettings settings) =>
        settings.Preprocessing == VitPreprocessing.MlNet && source == ImageKind.Path && !settings.KeepsBadRows;

    /// <summary>Adds the columns <c>vit.picture</c> and <c>vit.error</c>.</summary>
    public static void AddPicture(StepList steps, ImageKind source, PixelSettings settings)
    {
        steps.Copy(settings.Column, ColumnNames.Source);
        AddSettings(steps, settings);
        steps.Add(
            source == ImageKind.Path
                ? Mapping(steps, settings, new PathPictureMapping(), Contracts.PictureFromPath)
                : Mapping(steps, settings, new BytesPictureMapping(), Contracts.PictureFromBytes),
            ColumnNames.Picture,
            ColumnNames.Error);
    }

    private static void AddOwnPixels(StepList steps, ImageKind source, PixelSettings settings)
    {
        AddSettings(steps, settings);
        steps.Add(
            source switch
            {
                ImageKind.Path => Mapping(steps, settings, new PathMapping(), Contracts.PixelsFromPath),
                ImageKind.Bytes => Mapping(steps, settings, new BytesMapping(), Contracts.PixelsFromBytes),
                _ => Mapping(steps, settings, new ImageMapping(), Contracts.PixelsFromImage),
            },
            ColumnNames.Validity,
            ColumnNames.Error);
    }

    private static void AddSettings(StepList steps, PixelSettings settings)
    {
        steps.Add(steps.Catalog.CustomMapping(new PlaceholderMapping().GetMapping(), Contracts.Placeholder), ColumnNames.Nothing);
        steps.Add(steps.Catalog.Expression(ColumnNames.Settings, $"(x) : \"{settings.ToText()}\"", ColumnNames.Nothing), ColumnNames.Settings);
    }

    // An estimator of a custom mapping takes a column of the very type that it was told of, sizes included; a loaded one is content with the kind.
    private static IEstimator<ITransformer> Mapping<TSource, TDestination>(
        StepList steps, PixelSettings settings, CustomMappingFactory<TSource, TDestination> factory, string contract)
        where TSource : class, new()
        where TDestination : class, new()
    {
        SchemaDefinition input = SchemaDefinition.Create(typeof(TSource));
        input.Single(column => column.ColumnName == ColumnNames.Source).ColumnType = steps.Columns.GetDataType(settings.Column);
        return steps.Catalog.CustomMapping(factory.GetMapping(), contract, input);
    }

    private static void AddStockPixels(StepList steps, PixelSettings settings)
    {
        TransformsCatalog catalog = steps.Catalog;
        steps.Add(catalog.LoadImages(ColumnNames.Picture, settings.Folder, ColumnNames.Source), ColumnNames.Picture);
        steps.Add(
            catalog.ResizeImages(ColumnNames.Resized, settings.Width, settings.Height, ColumnNames.Picture, ImageResizingEstimator.ResizingKind.Fill),
            ColumnNames.Resized);
        steps.Add(catalog.ExtractPixels(ColumnNames.Pixels, ColumnNames.Resized,
            interleavePixelColors: settings.Layout == VitPixelLayout.ChannelsLast, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
    }
}
