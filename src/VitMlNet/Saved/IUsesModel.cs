namespace VitMlNet;

/// <summary>A transformer that scores with a model file, whose external weights must come along when it is saved.</summary>
internal interface IUsesModel
{
    VitModel? Model { get; }
}
