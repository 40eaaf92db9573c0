using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using VitMlNet.Persistence;

namespace VitMlNet.Scoring;

/// <summary>The steps from an image to the model's pixels.</summary>
internal static class ImageSteps
{
    /// <summary>
    /// Adds the column <c>image</c> and, unless the stock steps do the work, <c>vit.validity</c> and <c>vit.error</c>.
    /// </summary>
    /// <returns>Whether the pixels' column has a known size.</returns>
    public static bool AddPixels(StepList steps, ImageSource source, PixelSettings settings)
    {
        steps.Copy(settings.Column, ColumnNames.Source);
        steps.Borrow(ColumnNames.Pixels);
        bool usesStockSteps = UsesStockSteps(source, settings);
        if (usesStockSteps)
            AddStockPixels(steps, settings);
        else
            AddOwnPixels(steps, source, settings);
        return usesStockSteps;
    }

    // ML.NET's own components do all the work where they can, so that the pipeline loads where this library is absent.
    private static bool UsesStockSteps(ImageSource source, PixelSettings settings) =>
        settings.Preprocessing == VitPreprocessing.MlNet && source == ImageSource.Path && settings.Options.OnError == VitImageErrorHandling.Throw;

    /// <summary>Adds the columns <c>vit.picture</c> and <c>vit.error</c>.</summary>
    public static void AddPicture(StepList steps, ImageSource source, PixelSettings settings)
    {
        steps.Copy(settings.Column, ColumnNames.Source);
        AddSettings(steps, settings);
        steps.Add(
            source == ImageSource.Path
                ? steps.Catalog.CustomMapping(new PathPictureMapping().GetMapping(), Contracts.PictureFromPath)
                : steps.Catalog.CustomMapping(new BytesPictureMapping().GetMapping(), Contracts.PictureFromBytes),
            ColumnNames.Picture,
            ColumnNames.Error);
    }

    private static void AddOwnPixels(StepList steps, ImageSource source, PixelSettings settings)
    {
        TransformsCatalog catalog = steps.Catalog;
        AddSettings(steps, settings);
        steps.Add(
            source switch
            {
                ImageSource.Path => catalog.CustomMapping(new PathMapping().GetMapping(), Contracts.PixelsFromPath),
                ImageSource.Bytes => catalog.CustomMapping(new BytesMapping().GetMapping(), Contracts.PixelsFromBytes),
                _ => catalog.CustomMapping(new ImageMapping().GetMapping(), Contracts.PixelsFromImage),
            },
            ColumnNames.Validity,
            ColumnNames.Error);
    }

    private static void AddSettings(StepList steps, PixelSettings settings)
    {
        steps.Add(steps.Catalog.CustomMapping(new PlaceholderMapping().GetMapping(), Contracts.Placeholder), ColumnNames.Nothing);
        steps.Add(steps.Catalog.Expression(ColumnNames.Settings, $"(x) : \"{settings.ToText()}\"", ColumnNames.Nothing), ColumnNames.Settings);
    }

    private static void AddStockPixels(StepList steps, PixelSettings settings)
    {
        TransformsCatalog catalog = steps.Catalog;
        steps.Add(catalog.LoadImages(ColumnNames.Picture, imageFolder: null, ColumnNames.Source), ColumnNames.Picture);
        steps.Add(
            catalog.ResizeImages(ColumnNames.Resized, settings.Width, settings.Height, ColumnNames.Picture, ImageResizingEstimator.ResizingKind.Fill),
            ColumnNames.Resized);
        steps.Add(catalog.ExtractPixels(ColumnNames.Pixels, ColumnNames.Resized, interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
    }
}
