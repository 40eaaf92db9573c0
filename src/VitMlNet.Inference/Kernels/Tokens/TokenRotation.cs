namespace VitMlNet.Kernels;

/// <summary>The input of a node that says how tokens are rotated before they are quantized: a Hadamard matrix, of which the size is enough.</summary>
internal static class TokenRotation
{
    /// <exception cref="ArgumentException">The matrix is not square, or its size is no power of two that divides the tokens' length.</exception>
    public static int Size(KernelContext context, int input, int length)
    {
        KernelTensor<float> matrix = context.Input<float>(input);
        return matrix.Rank == 2 && matrix[0] == matrix[1] && int.IsPow2(matrix[0]) && length % matrix[0] == 0
            ? matrix[0]
            : throw new ArgumentException(
                $"a square matrix whose size is a power of two that divides {length} is expected in the input 'rotation', and it has the shape [{string.Join(", ", matrix.Shape)}].");
    }
}
