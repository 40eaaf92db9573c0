namespace VitMlNet;

/// <summary>How a map of what supports a class is measured.</summary>
public sealed class VitClassMapOptions
{
    private int _maskCount = 256;
    private int _cells = 7;

    /// <summary>How many times the photograph is scored with parts of it covered; 256 by default. More give a smoother map.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int MaskCount
    {
        get => _maskCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(MaskCount));
            _maskCount = value;
        }
    }

    /// <summary>The parts that are covered or left, in each direction; 7 by default, from 2 to 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int Cells
    {
        get => _cells;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(Cells));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 64, nameof(Cells));
            _cells = value;
        }
    }

    /// <summary>Chooses the parts; the same seed gives the same map. 1 by default.</summary>
    public int Seed { get; set; } = 1;
}
