namespace VitMlNet;

/// <summary>Which parts of a picture stay, from 0 (covered) to 1, smoothly between the points of a coarse grid that is shifted by a part of a cell.</summary>
internal sealed class PixelMask
{
    private readonly int _cells;
    private readonly float[] _points;
    private readonly float _shiftY;
    private readonly float _shiftX;

    private PixelMask(int cells, float[] points, float shiftY, float shiftX) => (_cells, _points, _shiftY, _shiftX) = (cells, points, shiftY, shiftX);

    /// <summary>A mask by chance, in which each point of the grid stays with a probability of one half.</summary>
    public static PixelMask Create(int cells, Random random)
    {
        var points = new float[(cells + 2) * (cells + 2)];
        for (int i = 0; i < points.Length; i++)
            points[i] = random.Next(2);
        return new PixelMask(cells, points, random.NextSingle(), random.NextSingle());
    }

    /// <summary>The mask that covers what this one leaves.</summary>
    public PixelMask Complement() => new(_cells, Array.ConvertAll(_points, point => 1 - point), _shiftY, _shiftX);

    /// <summary>How much stays at a place; both coordinates are from 0 to 1.</summary>
    public float this[double y, double x]
    {
        get
        {
            double row = (y * _cells) + _shiftY, column = (x * _cells) + _shiftX;
            int top = Math.Min((int)row, _cells), left = Math.Min((int)column, _cells);
            float down = (float)(row - top), right = (float)(column - left);
            int width = _cells + 2, at = (top * width) + left;
            float above = _points[at] + ((_points[at + 1] - _points[at]) * right);
            float below = _points[at + width] + ((_points[at + width + 1] - _points[at + width]) * right);
            return above + ((below - above) * down);
        }
    }
}
