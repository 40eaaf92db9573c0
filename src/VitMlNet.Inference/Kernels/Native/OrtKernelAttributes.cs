using System.Text;

namespace VitMlNet.Kernels.Native;

/// <summary>A node's attributes.</summary>
internal sealed unsafe class OrtKernelAttributes(nint information) : KernelAttributes
{
    public override long[] Integers(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* pointer = text)
        {
            var read = (delegate* unmanaged<nint, byte*, long*, nuint*, nint>)OrtRuntime.Function(OrtFunction.KernelInfoGetAttributeArray_int64);
            nuint count = 0;
            OrtRuntime.Check(read(information, pointer, null, &count));
            var values = new long[(int)count];
            fixed (long* first = values)
                OrtRuntime.Check(read(information, pointer, first, &count));
            return values;
        }
    }
}
