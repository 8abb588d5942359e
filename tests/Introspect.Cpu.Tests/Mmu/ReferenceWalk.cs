using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>What the manuals say of an access.</summary>
/// <param name="Status">Why it fails, or none.</param>
/// <param name="Mapped">Where the address leads, whatever may be done there; null when a table says nothing.</param>
/// <param name="Domain">The domain; null where the manuals call it invalid.</param>
/// <param name="Level">The level of the table that decided.</param>
/// <param name="IsFine">A fine table was read.</param>
internal sealed record ReferenceOutcome(FaultStatus Status, ulong? Mapped, int? Domain, int Level, bool IsFine = false);

/// <summary>
/// A table walk that looks everything up in the figures and tables of ARM DDI 0100I B4 (ARMv4 to ARMv6) and ARM DDI 0406C B3 (ARMv7), written
/// down as rows. It knows nothing of the implementation but the names of its results.
/// </summary>
internal sealed class ReferenceWalk(IPhysicalReader memory)
{
    // Figures, bit 31 or 63 first: how many bits, and of what. B, E, F: bits of the physical address in place, 35:32 and 39:36. T: a table. D: the
    // domain. P: AP; a to d: AP of the quarters, lowest first. X: APX. N: XN. V: PXN. A: access flag. u, r: AP[1] and AP[2] of the long format.
    // U, R, n, v: what a table of the long format takes away, APTable[0] and [1], XNTable, PXNTable. What is 0 or 1 must be so.
    private static readonly Figure[] s_figures =
    [
        new("5",       1, "30-              0 0", "fault"),
        new("5",       1, "22T - 4D 3-      0 1", "coarse"),
        new("5",       1, "12B 8- 2P - 4D 3- 1 0", "section"),
        new("5",       1, "20T 3- 4D 3-     1 1", "fine"),
        new("5",       2, "30-              0 0", "fault"),
        new("5",       2, "16B 4- 2d 2c 2b 2a 2- 0 1", "page"),
        new("5",       2, "20B 2d 2c 2b 2a 2- 1 0", "page"),
        new("5",       2, "30-              1 1", "fault"),
        new("fine",    2, "30-              0 0", "fault"),
        new("fine",    2, "16B 4- 2d 2c 2b 2a 2- 0 1", "page"),
        new("fine",    2, "20B 2d 2c 2b 2a 2- 1 0", "page"),
        new("fine",    2, "22B 4- 2P 2-     1 1", "page"),
        new("6 XP=0",  1, "30-              0 0", "fault"),
        new("6 XP=0",  1, "22T - 4D 3-      0 1", "coarse"),
        new("6 XP=0",  1, "12B - 0 6- 2P - 4D 3- 1 0", "section"),
        new("6 XP=0",  1, "8B 5- 1 6- 2P 8- 1 0", "section"),
        new("6 XP=0",  1, "30-              1 1", "fault"),
        new("6 XP=0",  2, "30-              0 0", "fault"),
        new("6 XP=0",  2, "16B 4- 2d 2c 2b 2a 2- 0 1", "page"),
        new("6 XP=0",  2, "20B 2d 2c 2b 2a 2- 1 0", "page"),
        new("6 XP=0",  2, "20B 6- 2P 2-     1 1", "page"),
        new("6 XP=1",  1, "30-              0 0", "fault"),
        new("6 XP=1",  1, "22T - 4D 3-      0 1", "coarse"),
        new("6 XP=1",  1, "12B - 0 2- X 3- 2P - 4D N 2- 1 0", "section"),
        new("6 XP=1",  1, "8B 5- 1 2- X 3- 2P 5- N 2- 1 0", "section"),
        new("6 XP=1",  1, "30-              1 1", "fault"),
        new("6 XP=1",  2, "30-              0 0", "fault"),
        new("6 XP=1",  2, "16B N 5- X 3- 2P 2- 0 1", "page"),
        new("6 XP=1",  2, "20B 2- X 3- 2P 2- 1 N", "page"),
        new("7",       1, "30-              0 0", "fault"),
        new("7",       1, "22T - 4D 2- V    0 1", "coarse"),
        new("7",       1, "12B - 0 2- X 3- 2P - 4D N 2- 1 V", "section"),
        new("7",       1, "8B 4E - 1 2- X 3- 2P - 4F N 2- 1 V", "section"),
        new("7",       2, "30-              0 0", "fault"),
        new("7",       2, "16B N 5- X 3- 2P 2- 0 1", "page"),
        new("7",       2, "20B 2- X 3- 2P 2- 1 N", "page"),
        new("long",    1, "63- 0", "fault"),
        new("long",    1, "9- N V 13- 10B 19- A 2- r u 4- 0 1", "page"),
        new("long",    1, "- R U n v 19- 28T 10- 1 1", "long"),
        new("long",    2, "63- 0", "fault"),
        new("long",    2, "9- N V 13- 19B 10- A 2- r u 4- 0 1", "page"),
        new("long",    2, "- R U n v 19- 28T 10- 1 1", "long"),
        new("long",    3, "63- 0", "fault"),
        new("long",    3, "62- 0 1", "fault"),
        new("long",    3, "9- N V 13- 28B - A 2- r u 4- 1 1", "page"),
    ];

    // ARM DDI 0100I B4.3.1 and ARM DDI 0406C table B3-8: versions, APX and AP, SCTLR.S and R, then privileged and User. 'x' is either.
    private static readonly Permission[] s_permissions =
    [
        new("5 6", "0 00", "0 0", "--", "--"),
        new("5 6", "0 00", "1 0", "r-", "--"),
        new("5 6", "0 00", "0 1", "r-", "r-"),
        new("5 6", "0 00", "1 1", "--", "--"),   // reserved
        new("7",   "0 00", "x x", "--", "--"),
        new("567", "0 01", "x x", "rw", "--"),
        new("567", "0 10", "x x", "rw", "r-"),
        new("567", "0 11", "x x", "rw", "rw"),
        new("67",  "1 00", "x x", "--", "--"),   // reserved
        new("67",  "1 01", "x x", "r-", "--"),
        new("67",  "1 10", "x x", "r-", "r-"),
        new("67",  "1 11", "x x", "r-", "r-"),   // ARMv7 and ARMv6K; reserved before
    ];

    // ARM DDI 0406C table B3-6: AP[2:1], privileged and User.
    private static readonly (uint Ap, string Privileged, string User)[] s_simplifiedPermissions =
    [
        (0b00, "rw", "--"),
        (0b01, "rw", "rw"),
        (0b10, "r-", "--"),
        (0b11, "r-", "r-"),
    ];

    // ARM DDI 0406C B3.7.3: no access, client, reserved, manager.
    private static readonly string[] s_domainAccess = ["none", "client", "none", "manager"];

    private static readonly Dictionary<string, FaultStatus[]> s_statuses = new()
    {
        // first level, second level
        ["abort"] = [FaultStatus.ExternalAbortOnWalk1, FaultStatus.ExternalAbortOnWalk2],
        ["translation"] = [FaultStatus.TranslationSection, FaultStatus.TranslationPage],
        ["access flag"] = [FaultStatus.AccessFlagSection, FaultStatus.AccessFlagPage],
        ["domain"] = [FaultStatus.DomainSection, FaultStatus.DomainPage],
        ["permission"] = [FaultStatus.PermissionSection, FaultStatus.PermissionPage],
    };

    public ReferenceOutcome Access(in TranslationRegime regime, uint address, bool privileged, AccessKind kind)
    {
        // ARM DDI 0100I B8: MVA = VA + (PID << 25) where VA[31:25] is 0.
        ulong modified = address < 32 * 1024 * 1024 ? address + (regime.FcsePid * 32ul * 1024 * 1024) : address;
        bool isOn = regime.Mmu != MmuKind.None && Bit(regime.Sctlr, 0);
        return !isOn ? new ReferenceOutcome(FaultStatus.None, modified, 0, 1)
            : regime.Mmu == MmuKind.Vmsa7 && Bit(regime.Ttbcr, 31) ? Long(regime, modified, privileged, kind)
            : Short(regime, modified, privileged, kind);
    }

    private ReferenceOutcome Short(in TranslationRegime regime, ulong address, bool privileged, AccessKind kind)
    {
        // ARM DDI 0100I B4.9.2: N upper bits of the address that are all 0 choose TTBR0, whose table is smaller by 2^N.
        string format = regime.Mmu switch
        {
            MmuKind.Vmsa5 => "5",
            MmuKind.Vmsa6 => Bit(regime.Sctlr, 23) ? "6 XP=1" : "6 XP=0",
            _ => "7",
        };
        int n = format == "5" ? 0 : (int)(regime.Ttbcr % 8);
        bool isUpper = n > 0 && address >= 1ul << (32 - n);
        if (format != "5" && Bit(regime.Ttbcr, isUpper ? 5 : 4))
        {
            return Fail("translation", 1, null, null);
        }

        ulong tableSize = isUpper ? 0x4000ul : 0x4000ul >> n;
        ulong table = (uint)(isUpper ? regime.Ttbr1 : regime.Ttbr0) / tableSize * tableSize;
        ulong firstIndex = (address >> 20) % (tableSize / 4);
        if (Read(regime, table + (4 * firstIndex), 4) is not { } first)
        {
            return Fail("abort", 1, null, null);
        }

        Figure figure = FigureOf(format, 1, first);
        int domain = (int)figure.Field('D', first);
        if (figure.What is "fault")
        {
            return Fail("translation", 1, null, null);
        }

        if (figure.What is "section")
        {
            return Judge(regime, figure, first, 1, false, domain, address, privileged, kind, figure.Field('V', first) != 0);
        }

        bool isFine = figure.What == "fine";
        ulong secondIndex = isFine ? (address >> 10) % 1024 : (address >> 12) % 256;
        if (Read(regime, figure.InPlace('T', first) + (4 * secondIndex), 4) is not { } second)
        {
            return Fail("abort", 2, domain, null) with { IsFine = isFine };
        }

        Figure page = FigureOf(isFine ? "fine" : format, 2, second);
        return page.What == "fault"
            ? Fail("translation", 2, domain, null) with { IsFine = isFine }
            : Judge(regime, page, second, 2, isFine, domain, address, privileged, kind, figure.Field('V', first) != 0);
    }

    private static ReferenceOutcome Judge(
        in TranslationRegime regime,
        Figure figure,
        ulong descriptor,
        int level,
        bool isFine,
        int domain,
        ulong address,
        bool privileged,
        AccessKind kind,
        bool privilegedNever)
    {
        ulong physical = figure.Physical(descriptor, address);
        char quarter = "abcd"[(int)(address >> (figure.OffsetBits - 2)) % 4];
        uint ap = (uint)figure.Field(figure.Has(quarter) ? quarter : 'P', descriptor);
        uint apx = (uint)figure.Field('X', descriptor);
        bool hasAccessFlag = Bit(regime.Sctlr, 29) && (regime.Mmu == MmuKind.Vmsa7 || (regime.Mmu == MmuKind.Vmsa6 && Bit(regime.Sctlr, 23)));
        if (hasAccessFlag && ap % 2 == 0)
        {
            return Fail("access flag", level, domain, physical) with { IsFine = isFine };
        }

        string domainAccess = s_domainAccess[(regime.Dacr >> (2 * domain)) % 4];
        if (domainAccess == "none")
        {
            return Fail("domain", level, domain, physical) with { IsFine = isFine };
        }

        (string ForPrivileged, string ForUser) rights;
        if (hasAccessFlag)
        {
            var row = s_simplifiedPermissions.Single(row => row.Ap == ((apx << 1) | (ap >> 1)));
            rights = (row.Privileged, row.User);
        }
        else
        {
            char version = (char)('0' + (regime.Mmu == MmuKind.Vmsa5 ? 5 : regime.Mmu == MmuKind.Vmsa6 ? 6 : 7));
            string permissions = $"{apx} {ap:B2}", system = $"{(Bit(regime.Sctlr, 8) ? 1 : 0)} {(Bit(regime.Sctlr, 9) ? 1 : 0)}";
            Permission row = s_permissions.Single(row =>
                row.Versions.Contains(version) && row.Permissions == permissions && (row.System == "x x" || row.System == system));
            rights = (row.Privileged, row.User);
        }

        bool allowed = domainAccess == "manager" ||
            Allows(regime, rights, privileged, kind, figure.Field('N', descriptor) != 0, privilegedNever);
        return allowed
            ? new ReferenceOutcome(FaultStatus.None, physical, domain, level, isFine)
            : Fail("permission", level, domain, physical) with { IsFine = isFine };
    }

    private ReferenceOutcome Long(in TranslationRegime regime, ulong address, bool privileged, AccessKind kind)
    {
        // ARM DDI 0406C B3.6.4: which addresses each base serves.
        int t0 = (int)(regime.Ttbcr % 8), t1 = (int)((regime.Ttbcr >> 16) % 8);
        ulong all = 1ul << 32;
        ulong upperStart = t1 != 0 ? all - (1ul << (32 - t1)) : t0 != 0 ? 1ul << (32 - t0) : all;
        ulong lowerEnd = t0 != 0 ? 1ul << (32 - t0) : upperStart;
        bool isLower = address < lowerEnd, isUpper = address >= upperStart;
        if ((!isLower && !isUpper) || Bit(regime.Ttbcr, isLower ? 7 : 23))
        {
            return FailLong("translation", 1, null);
        }

        int bits = 32 - (isLower ? t0 : t1);
        int level = bits > 30 ? 1 : 2;
        int indexBits = bits - (level == 1 ? 30 : 21);
        ulong tableSize = 8ul << indexBits;
        ulong table = (isLower ? regime.Ttbr0 : regime.Ttbr1) % (1ul << 40) / tableSize * tableSize;
        bool noUser = false, readOnly = false, never = false, privilegedNever = false;
        while (true)
        {
            ulong index = (address >> (level == 1 ? 30 : level == 2 ? 21 : 12)) % (1ul << indexBits);
            if (Read(regime, table + (8 * index), 8) is not { } descriptor)
            {
                return FailLong("abort", level, null);
            }

            Figure figure = FigureOf("long", level, descriptor);
            if (figure.What == "fault")
            {
                return FailLong("translation", level, null);
            }

            if (figure.What == "long")
            {
                noUser |= figure.Field('U', descriptor) != 0;
                readOnly |= figure.Field('R', descriptor) != 0;
                never |= figure.Field('n', descriptor) != 0;
                privilegedNever |= figure.Field('v', descriptor) != 0;
                (table, indexBits, level) = (figure.InPlace('T', descriptor), 9, level + 1);
                continue;
            }

            ulong physical = figure.Physical(descriptor, address);
            if (figure.Field('A', descriptor) == 0)
            {
                return FailLong("access flag", level, physical);
            }

            uint ap = (uint)((figure.Field('r', descriptor) << 1) | figure.Field('u', descriptor));
            ap = (ap & (noUser ? 0b10u : 0b11u)) | (readOnly ? 0b10u : 0);
            var row = s_simplifiedPermissions.Single(row => row.Ap == ap);
            bool allowed = Allows(
                regime, (row.Privileged, row.User), privileged, kind, never || figure.Field('N', descriptor) != 0,
                privilegedNever || figure.Field('V', descriptor) != 0);
            return allowed ? new ReferenceOutcome(FaultStatus.None, physical, 0, level) : FailLong("permission", level, physical);
        }
    }

    // What may be read may be executed, unless XN, or PXN, WXN and UWXN of ARMv7 forbid it (ARM DDI 0406C B3.7.2).
    private static bool Allows(
        in TranslationRegime regime, (string ForPrivileged, string ForUser) rights, bool privileged, AccessKind kind, bool never, bool privilegedNever)
    {
        string own = privileged ? rights.ForPrivileged : rights.ForUser;
        bool is7 = regime.Mmu == MmuKind.Vmsa7;
        bool executes = own[0] == 'r' && !never && !(privileged && privilegedNever) &&
            !(is7 && Bit(regime.Sctlr, 19) && own[1] == 'w') &&
            !(is7 && Bit(regime.Sctlr, 20) && privileged && rights.ForUser[1] == 'w');
        return kind switch
        {
            AccessKind.Read => own[0] == 'r',
            AccessKind.Write => own[1] == 'w',
            _ => executes,
        };
    }

    private static ReferenceOutcome Fail(string why, int level, int? domain, ulong? mapped) => new(s_statuses[why][level - 1], mapped, domain, level);

    // The long format tells the level apart from the reason.
    private static ReferenceOutcome FailLong(string why, int level, ulong? mapped) =>
        new(s_statuses[why][why == "permission" && level == 1 ? 0 : 1], mapped, 0, level);

    private static bool Bit(uint value, int bit) => (value >> bit) % 2 == 1;

    private static Figure FigureOf(string format, int level, ulong descriptor) =>
        s_figures.Single(figure => figure.Format == format && figure.Level == level && figure.Matches(descriptor));

    private ulong? Read(in TranslationRegime regime, ulong address, int bytes)
    {
        byte[] read = new byte[bytes];
        if (!memory.TryRead(address, read))
        {
            return null;
        }

        // SCTLR.EE came with ARMv6.
        if (regime.Mmu != MmuKind.Vmsa5 && Bit(regime.Sctlr, 25))
        {
            Array.Reverse(read);
        }

        return bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(read) : BinaryPrimitives.ReadUInt64LittleEndian(read);
    }

    private sealed record Permission(string Versions, string Permissions, string System, string Privileged, string User);

    /// <summary>A figure of a manual.</summary>
    private sealed class Figure
    {
        private readonly ImmutableArray<(char Of, int Low, int Bits)> _fields;

        public Figure(string format, int level, string fields, string what)
        {
            (Format, Level, What) = (format, level, what);
            var found = ImmutableArray.CreateBuilder<(char, int, int)>();
            int bit = 0;
            foreach (string field in fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                int bits = field.Length == 1 ? 1 : int.Parse(field[..^1], CultureInfo.InvariantCulture);
                found.Add((field[^1], bit, bits));
                bit += bits;
            }

            Assert.True(bit is 32 or 64, $"'{fields}' has {bit} bits");
            _fields = found.ToImmutable();
        }

        public string Format { get; }

        public int Level { get; }

        public string What { get; }

        public int OffsetBits => _fields.Single(static row => row.Of == 'B').Low;

        public bool Has(char of) => _fields.Any(field => field.Of == of);

        public ulong Field(char of, ulong descriptor) => Has(of) ? InPlace(of, descriptor) >> _fields.Single(field => field.Of == of).Low : 0;

        public ulong InPlace(char of, ulong descriptor) => _fields.Single(field => field.Of == of) is var (_, low, bits)
            ? descriptor >> low << low & (ulong.MaxValue >> (64 - low - bits))
            : 0;

        public bool Matches(ulong descriptor) =>
            _fields.All(field => field.Of is not ('0' or '1') || ((descriptor >> field.Low) % 2 == 1) == (field.Of == '1'));

        public ulong Physical(ulong descriptor, ulong address) =>
            InPlace('B', descriptor) + (Field('E', descriptor) << 32) + (Field('F', descriptor) << 36) + (address % (1ul << OffsetBits));
    }
}
