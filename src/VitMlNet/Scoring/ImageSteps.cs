using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using VitMlNet.Persistence;

namespace VitMlNet.Scoring;

/// <summary>The steps from an image to the model's pixels.</summary>
internal static class ImageSteps
{
    /// <summary>Adds the columns <c>image</c>, <c>vit.validity</c> and <c>vit.error</c>, the first only when the stock steps do the work.</summary>
    public static void AddPixels(StepList steps, ImageSource source, PixelSettings settings)
    {
        steps.Copy(settings.Column, ColumnNames.Source);
        steps.Borrow(ColumnNames.Pixels);
        if (UsesStockSteps(source, settings))
            AddStockPixels(steps, settings);
        else
            AddOwnPixels(steps, source, settings);
    }

    /// <summary>Whether ML.NET's own components do all the work, so that the pipeline loads where this library is absent.</summary>
    public static bool UsesStockSteps(ImageSource source, PixelSettings settings) =>
        settings.Preprocessing == VitPreprocessing.MlNet && source == ImageSource.Path && settings.Options.OnError == VitImageErrorHandling.Throw;

    private static void AddOwnPixels(StepList steps, ImageSource source, PixelSettings settings)
    {
        TransformsCatalog catalog = steps.Catalog;
        steps.Add(catalog.CustomMapping(new PlaceholderMapping().GetMapping(), Contracts.Placeholder), ColumnNames.Nothing);
        steps.Add(catalog.Expression(ColumnNames.Settings, $"(x) : \"{settings.ToText()}\"", ColumnNames.Nothing), ColumnNames.Settings);
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
