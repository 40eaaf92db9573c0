namespace VitMlNet.Cli;

/// <summary>How well one of several trainers did on the same photographs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accuracy">The share of right answers; with folds the mean over them.</param>
/// <param name="Spread">The standard deviation over the folds; <see langword="null"/> without folds.</param>
/// <param name="F1">The mean F1 of the classes over all photographs that were tested.</param>
/// <param name="Seconds">How long it learnt, all folds together.</param>
/// <param name="IsChosen">Whether the rest of the report is about it.</param>
internal sealed record TrainerFigures(string Name, double Accuracy, double? Spread, double F1, double Seconds, bool IsChosen);
