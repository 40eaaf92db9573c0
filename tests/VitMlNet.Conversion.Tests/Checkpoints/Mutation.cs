namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Seeded damage to a file: bytes and bits changed, runs removed, doubled, cut off, or overwritten.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random, params ReadOnlySpan<byte> telling)
    {
        var bytes = new List<byte>(original);
        for (int edits = random.Next(1, 5); edits > 0 && bytes.Count > 8; edits--)
        {
            int position = random.Next(bytes.Count - 8), length = random.Next(1, 8);
            switch (random.Next(6))
            {
                case 0: bytes[position] = (byte)random.Next(256); break;
                case 1: bytes[position] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(position, length); break;
                case 3: bytes.InsertRange(position, bytes.GetRange(random.Next(bytes.Count - 8), length)); break;
                case 4 when random.Next(4) == 0: bytes.RemoveRange(position, random.Next(bytes.Count - position)); break;
                default:
                    byte value = telling.Length > 0 ? telling[random.Next(telling.Length)] : (byte)0xFF;
                    for (int i = 0; i < length; i++)
                        bytes[position + i] = value;
                    break;
            }
        }

        return [.. bytes];
    }
}
