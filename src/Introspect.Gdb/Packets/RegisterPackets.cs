using System.Buffers.Binary;
using Introspect.Gdb.Protocol;

namespace Introspect.Gdb.Packets;

/// <summary>Registers of the selected vCPU, numbered as <see cref="TargetDescription"/> says.</summary>
internal static class RegisterPackets
{
    public static void AddTo(PacketTable table)
    {
        table.On("g", ReadGeneral);
        table.On("G", WriteGeneral);
        table.On("p", ReadOne);
        table.On("P", WriteOne);
    }

    private static Reply ReadGeneral(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        foreach (NumberedRegister register in session.Target.General)
        {
            reply.AppendRegister(session.Vcpu.ReadRegister(register.Index), register.Size);
        }

        return Reply.Written;
    }

    // G values, as g gives them; a client may leave out registers at the end
    private static Reply WriteGeneral(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        foreach (NumberedRegister register in session.Target.General)
        {
            if (args.IsEmpty)
            {
                break;
            }

            if (!TryValue(ref args, register.Size, out ulong value))
            {
                return Reply.Malformed;
            }

            if (!session.Vcpu.TryWriteRegister(register.Index, value))
            {
                return Unwritable(session, register, reply);
            }
        }

        return args.IsEmpty ? reply.Ok() : Reply.Malformed;
    }

    // p n
    private static Reply ReadOne(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!args.TryHex(out uint number) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        if (session.Target.Find(number) is not { } register)
        {
            return Unknown(number, reply);
        }

        reply.AppendRegister(session.Vcpu.ReadRegister(register.Index), register.Size);
        return Reply.Written;
    }

    // P n=value
    private static Reply WriteOne(ref PacketReader args, GdbSession session, ReplyWriter reply)
    {
        if (!args.TryHex(out uint number) || !args.TrySkip((byte)'='))
        {
            return Reply.Malformed;
        }

        if (session.Target.Find(number) is not { } register)
        {
            return Unknown(number, reply);
        }

        if (!TryValue(ref args, register.Size, out ulong value) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        return session.Vcpu.TryWriteRegister(register.Index, value) ? reply.Ok() : Unwritable(session, register, reply);
    }

    private static bool TryValue(ref PacketReader args, int size, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        bool there = args.TryHexBytes(bytes[..size]);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return there;
    }

    private static Reply Unknown(uint number, ReplyWriter reply) =>
        reply.Error(Errno.Invalid, $"there is no register number {number}; target.xml lists those there are");

    private static Reply Unwritable(GdbSession session, NumberedRegister register, ReplyWriter reply) =>
        reply.Error(Errno.Invalid, $"register {session.Vcpu.Registers[register.Index].Name} cannot be written");
}
