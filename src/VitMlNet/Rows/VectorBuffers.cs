using Microsoft.ML.Data;

namespace VitMlNet;

internal static class VectorBuffers
{
    /// <summary>Copies an array into a vector's own memory.</summary>
    public static void CopyTo<T>(this T[] values, ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
